import { expect, test } from 'vitest';
import { lineFor, linesFor } from '../../../src/stages/lines-for.ts';
import { choices } from '../azure/support.ts';

const mine = { ...choices, name: 'mine', cloud: 'practice', resourceGroup: 'mine-rg' };
const begun = { choices: mine, begun: true };
const planned = { choices: mine, begun: false };

test.each([
  ['rank0 up', 'rank0 up --name mine --cloud practice'],
  ['rank0 up --size Standard_D2as_v6', 'rank0 up --size Standard_D2as_v6 --name mine --cloud practice'],
  ['rank0 up --name mine --cloud practice --ssh-source 203.0.113.7/32', 'rank0 up --name mine --cloud practice --ssh-source 203.0.113.7/32'],
  ['rank0 down', 'rank0 down mine --cloud practice'],
  ['rank0 down mine', 'rank0 down mine --cloud practice'],
  ['rank0 status', 'rank0 status mine --cloud practice'],
  ['rank0 run -- sha256sum .ssh/key', 'rank0 run mine --cloud practice -- sha256sum .ssh/key'],
  ['rank0 run mine1 -- touch .rank0-go-on', 'rank0 run mine mine1 --cloud practice -- touch .rank0-go-on'],
  ['az vm list-usage --output table --location REGION', 'az vm list-usage --output table --location eastus'],
  ['rank0 practice', 'rank0 practice'],
  ['az login', 'az login'],
])('%s becomes a line for this cluster', (line, wanted) => {
  expect(lineFor(line, begun)).toBe(wanted);
  expect(lineFor(wanted, begun)).toBe(wanted);
});

test('what nobody remembers yet is said in the line, and only what differs from the defaults', () => {
  const about = { choices: { ...mine, count: 3, location: 'westus2', resourceGroup: 'Our_group_(shared)', useExistingGroup: true }, begun: false };
  expect(lineFor('rank0 up --size Standard_D4s_v5', about)).toBe(
    "rank0 up --size Standard_D4s_v5 --name mine --cloud practice --resource-group 'Our_group_(shared)' --location westus2 --count 3 --use-existing-group",
  );
  expect(lineFor('rank0 plan', planned)).toBe('rank0 plan --name mine --cloud practice');
});

test('a problem keeps its code, message and meaning to the letter', () => {
  const problem = { code: 'AllocationFailed', message: 'No room.', means: 'None.', next: [{ label: 'Again', command: 'rank0 up', key: 'r' }] };
  expect(linesFor(problem, begun)).toEqual({ ...problem, next: [{ label: 'Again', command: 'rank0 up --name mine --cloud practice', key: 'r' }] });
});
