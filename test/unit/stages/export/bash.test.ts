import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bashOf } from '../../../../src/stages/export/bash.ts';
import type { Choices } from '../../../../src/state/choices.ts';
import { built, journal } from '../../../support/told-session.ts';

const scriptOf = (told: ReturnType<typeof journal>): string =>
  bashOf(told.remembered(), told.events, { madeBy: 'rank0', withAddresses: false, redact: (text) => text });

/** A session that came to its end, with these stages beside. */
function ready(given: Partial<Choices> = {}, ...stages: readonly ('benchmark' | 'shared-files')[]) {
  const told = built(given);
  for (const stage of stages) told.task(stage, `${stage}/x`);
  told.ended('ready');
  return told;
}

const shared = (told: ReturnType<typeof journal>, kind: Choices['sharedFiles']) => {
  told.shared(kind);
  return told;
};

/** What bash and, where it is there, shellcheck have against a script. */
function complaints(script: string): string {
  const shell = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  const check = spawnSync('shellcheck', ['-'], { input: script, encoding: 'utf8' });
  return `${shell.stderr}${check.error ? '' : check.stdout}`;
}

const sessions: Readonly<Record<string, () => ReturnType<typeof journal>>> = {
  'as it is by default': () => ready(),
  'in a group that was there': () => ready({ useExistingGroup: true, resourceGroup: 'Our_group_(shared)' }),
  'with an upgrade of packages, own user data and benchmarks of a mirror': () =>
    ready({ packageUpgrade: true, customData: '#cloud-config\n', benchmark: true, osuSource: "https://mirror.example/it's.tar.gz" }, 'benchmark'),
  'adopted, without a placement group': () => {
    const told = ready({ placementGroup: '' });
    told.events.push({ type: 'adopted', time: '2026-11-25T10:00:00.000Z', cluster: 'glocluster', is: 'done' });
    return told;
  },
  'in another cloud, with Blob NFS': () => shared(ready({ cloud: 'china', sharedFiles: 'blob-premium' }, 'shared-files'), 'blob-premium'),
  'behind an endpoint of its own, with files that root may write': () =>
    shared(ready({ cloud: 'https://arm.example:8443', sharedFiles: 'head', rootWrites: true }, 'shared-files'), 'head'),
  'over InfiniBand, in a group that was there': () =>
    ready({ network: 'infiniband', image: 'microsoft-dsvm:ubuntu-hpc:2404:latest', size: 'Standard_HB120rs_v3', useExistingGroup: true }),
};

describe('a script', () => {
  it.each(Object.entries(sessions))('of a session %s is read by bash, and shellcheck finds nothing', (_, session) => {
    expect(complaints(scriptOf(session()))).toBe('');
  });

  const script = Object.fromEntries(Object.entries(sessions).map(([name, session]) => [name, scriptOf(session())]));
  const unfolded = (name: string): string => (script[name] ?? '').replace(/\n# ?/g, ' ').replace(/ \\\n */g, ' ');

  it('names each value once, at its top, and the group as it is called', () => {
    const text = script['in a group that was there'] ?? '';
    expect(text).toContain("\ngroup='Our_group_(shared)'\n");
    expect(text.match(/Our_group/g)).toHaveLength(1 + (text.match(/called Our_group/g) ?? []).length);
    expect(script['as it is by default']?.match(/eastus/g)).toHaveLength(3);
  });

  it('deletes only what bears the mark of the cluster in a group that was there, the machines first', () => {
    const text = script['in a group that was there'] ?? '';
    expect(text).not.toContain('az group delete');
    expect(text).toMatch(/for kind in Microsoft\.Compute\/virtualMachines [\s\S]*az resource delete --ids/);
    expect(script['as it is by default']).toContain('az group delete --name "$group" --yes');
  });

  it('restarts nodes that ask for it after an upgrade, and says that user data of the person is not in it', () => {
    const name = 'with an upgrade of packages, own user data and benchmarks of a mirror';
    expect(script[name]).toContain('package_upgrade: true');
    expect(script[name]).toContain('on "$1" \'sudo systemctl reboot\'');
    expect(unfolded(name)).toContain('NOT IN IT: the user data that you gave beside.');
    expect(script[name]).toContain('mirror.example');
  });

  it('makes a group of nearness only where there was one, and says that the cluster was taken over', () => {
    expect(script['as it is by default']).toContain('az ppg create');
    expect(script['adopted, without a placement group']).not.toContain('ppg');
    expect(unfolded('adopted, without a placement group')).toContain('made by hand and taken over by rank0');
  });

  it('goes to the cloud of the session, and says what an endpoint of its own needs', () => {
    const china = script['in another cloud, with Blob NFS'];
    expect(china).toContain('az cloud set --name AzureChinaCloud');
    expect(china).toContain('$account.blob.core.chinacloudapi.cn:/$account/scratch');
    expect(unfolded('in another cloud, with Blob NFS')).toContain('--kind BlockBlobStorage --sku Premium_LRS');
    const own = unfolded('behind an endpoint of its own, with files that root may write');
    expect(own).toContain('behind arm.example:8443, an ARM endpoint of its own');
    expect(own).toContain('rw,sync,no_subtree_check,no_root_squash');
    expect(own).not.toContain('SIMULATED');
  });

  it('has the words of the Open MPI that was there', () => {
    const four = ready();
    four.task('hello-mpi', 'hello/compile', { message: 'with Open MPI 4.1.6' });
    expect(scriptOf(four)).toContain('--mca plm_rsh_args');
    const five = ready();
    five.task('hello-mpi', 'hello/compile', { message: 'with Open MPI 5.0.8' });
    expect(scriptOf(five)).toContain('--prtemca plm_ssh_args');
    expect(script['over InfiniBand, in a group that was there']).toContain('module load mpi/hpcx &&');
  });

  it('has what there is of a session that came no further, and says what is missing and why', () => {
    const told = journal({ sharedFiles: 'head' });
    told.chosen();
    told.task('resource-group', 'group');
    const error = { code: 'AllocationFailed', message: 'Allocation failed.\nRead more.', means: '', next: [] };
    told.task('nodes', 'machine/glocluster1', { state: 'failed', title: 'virtual machine glocluster1', error });
    told.task('log-in', 'login/glocluster0', { state: 'skipped' });
    told.ended('failed');
    const text = scriptOf(told);
    expect(complaints(text)).toBe('');
    expect(text.replace(/\n# ?/g, ' ')).toContain(
      'NOT IN IT, as the session never came there: Log in, Cluster SSH, Hello MPI, Shared files. It ended before: virtual machine glocluster1 failed: Allocation failed.',
    );
    expect(text).toContain('az vm create');
    expect(text).not.toMatch(/hello_mpi|log_in/);
    expect(text).toContain('echo "usage: $0 up | down [--yes]" >&2');
  });

  it('is refused where nothing was built, with the line that builds it', () => {
    const told = journal();
    told.chosen();
    told.task('plan', 'plan/quota', { state: 'unchanged' });
    told.ended('planned');
    expect(() => scriptOf(told)).toThrow(expect.objectContaining({ exitCode: 2, problem: expect.objectContaining({ code: 'nothing-built' }) }));
  });
});
