import { describe, expect, it } from 'vitest';
import { adminUsernameProblem, clusterNameProblem, locationNameProblem, resourceGroupNameProblem } from '../../../src/stages/names.ts';

describe('names that are wrong in themselves', () => {
  it.each(['', 'Glocluster', 'glo cluster', '1cluster', 'cluster-', '-cluster', 'a_b', 'ümlaut', 'a'.repeat(62), 'mywindowsbox', 'loginhost', 'azure'])(
    'refuses the cluster name %j and says what is allowed',
    (name) => expect(clusterNameProblem(name)).toMatch(/Allowed|Choose another/),
  );
  it.each(['glocluster', 'a', 'mpi-2026', 'x'.repeat(61)])('takes the cluster name %j', (name) => expect(clusterNameProblem(name)).toBeUndefined());
  it('offers small letters for capitals', () => expect(clusterNameProblem('MyMPI')).toContain('"mympi"'));

  it.each(['', 'group.', 'a b', 'x'.repeat(91), 'a/b'])('refuses the resource group %j', (name) => expect(resourceGroupNameProblem(name)).toContain('Allowed'));
  it.each(['glocluster-rg', 'My_Group(1).x', 'Ürgüp'])('takes the resource group %j', (name) => expect(resourceGroupNameProblem(name)).toBeUndefined());

  it.each(['East US', 'EASTUS', '', 'east-us'])('refuses the region %j', (name) => expect(locationNameProblem(name)).toContain('eastus'));
  it('takes regions as Azure writes them', () => expect(locationNameProblem('eastus2')).toBeUndefined());

  it.each(['root', 'admin', 'John', 'john', 'ubuntu', '1st', 'a.b', '', 'x'.repeat(33), '-x', '$me'])('refuses the user %j', (name) =>
    expect(adminUsernameProblem(name)).toContain('Allowed'),
  );
  it.each(['glock', 'azureuser', '_svc', 'jane-doe'])('takes the user %j', (name) => expect(adminUsernameProblem(name)).toBeUndefined());
});
