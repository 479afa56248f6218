import { describe, expect, it } from 'vitest';
import { complaintsAbout } from './line-check.ts';
import { allSourceLines, drillLines, glossaryLines, lessonLines, markdownLines, proposedLines, type ShownLine, sourceLines, taskLines } from './shown-lines.ts';

const wrong = (lines: readonly ShownLine[]): string[] => {
  const said = new Map<string, string[]>();
  return lines.flatMap(({ where, line }) => {
    const complaints = said.get(line) ?? complaintsAbout(line);
    said.set(line, complaints);
    return complaints.map((complaint) => `${where}: ${complaint}\n    ${line}`);
  });
};

const samples: readonly [string, ShownLine[]][] = [
  ['4 nodes', taskLines('4 nodes')],
  ['2 nodes', taskLines('2 nodes', { count: 2 })],
  ['plain hardware', taskLines('plain hardware', {}, { acceleratedNetworking: false, securityType: undefined })],
  ["somebody's group", taskLines("somebody's group", { useExistingGroup: true, resourceGroup: 'Our_group_(shared)' })],
  ['upgrade', taskLines('upgrade', { packageUpgrade: true, sshSource: '*', publicKeys: ["ssh-ed25519 AAAA o'neill@laptop"] })],
  [
    'InfiniBand',
    taskLines('InfiniBand', {
      network: 'infiniband',
      size: 'Standard_HB120rs_v3',
      image: 'microsoft-dsvm:ubuntu-hpc:2404:latest',
    }),
  ],
  ['shared files from the head', taskLines('shared files from the head', { sharedFiles: 'head' })],
  ['Blob NFS', taskLines('Blob NFS', { sharedFiles: 'blob' })],
  [
    'another kind of Blob NFS',
    taskLines('another kind of Blob NFS', { sharedFiles: 'blob-premium' }, {}, { kind: 'blob', account: 'gloclusterabcdef0123', container: 'scratch' }),
  ],
  ['own image', taskLines('own image', { image: 'Canonical:ubuntu-24_04-lts:server:24.04.202611010' })],
];

describe('every line that is shown', () => {
  for (const [name, lines] of samples) {
    it(`can be run as it stands: tasks, ${name}`, () => {
      expect(lines.filter(({ line }) => line.startsWith('az ')).length).toBeGreaterThan(25);
      expect(wrong(lines)).toEqual([]);
    });
  }

  it('can be run as it stands: lessons', () => {
    const lines = lessonLines();
    expect(lines.length).toBeGreaterThan(25);
    expect(wrong(lines)).toEqual([]);
  });

  it('can be run as it stands: drills', () => {
    const lines = drillLines();
    expect(lines.filter(({ line }) => line.startsWith('az ')).length).toBeGreaterThanOrEqual(5);
    expect(lines.length).toBeGreaterThan(20);
    expect(wrong(lines)).toEqual([]);
  });

  it('can be run as it stands: the glossary', () => {
    const lines = glossaryLines();
    expect(lines.length).toBeGreaterThan(3);
    expect(wrong(lines)).toEqual([]);
  });

  it('can be run as it stands: next steps of problems, and lines in texts', () => {
    const lines = [...allSourceLines(), ...proposedLines()];
    expect(lines.length).toBeGreaterThan(120);
    expect(wrong(lines)).toEqual([]);
  });
});

describe('the tasks', () => {
  const linesOf = (what: string, id: string) =>
    (samples.find(([name]) => name === what)?.[1] ?? []).filter(({ where }) => where.endsWith(`task ${id}`)).map(({ line }) => line);

  it('show the restart where all packages are upgraded, and only there', () => {
    expect(linesOf('upgrade', 'cloud-init/glocluster0').join('\n')).toContain('systemctl reboot');
    expect(linesOf('4 nodes', 'cloud-init/glocluster0').join('\n')).not.toContain('reboot');
  });

  it("leave the tags of somebody's group alone", () => {
    expect(linesOf("somebody's group", 'group')[0]).toMatch(/^az group show --name 'Our_group_\(shared\)' \|\| az group create/);
  });
});

describe('the check', () => {
  it.each([
    ['az vm crate --name a', /az vm crate: not recorded/],
    ['az vm create --name a --resource-group g --imagine x', /no option --imagine/],
    ['az vm create --resource-group g --image x', /needs --name/],
    ['az vm create --name a --resource-group g --os-disk-delete-option Keep', /takes Delete, Detach, not Keep/],
    ['az vm create --name a --resource-group g --size', /--size has no value/],
    ['az vm create --name a --name b --resource-group g', /--name twice/],
    ['az network vnet create --name a --resource-group', /--resource-group has no value/],
    ['az group show glocluster-rg', /not recorded/],
    ['az vm delete --yes', /needs --name/],
    ['az account list --output tabel', /not tabel/],
    ['az account list stray --all', /not recorded/],
    ['az vm delete --yes stray --ids x', /what is stray/],
    ['az group show --name a || az group create --name a', /needs --location/],
    ['az role assignment list --assignee $(az ad signed-in-user shwo)', /shwo: not recorded/],
    ['rank0 up --cuont 2', /--cuont/],
    ['rank0 up --count 1', /count/],
    ['rank0 upp', /unknown command/],
    ['rank0 run glocluster0', /no command after --/],
    ["echo 'open", /bash/],
    ['if true', /bash/],
    ['--ssh-key ~/.ssh/id_ed25519.pub', /not a program/],
    ['sl -F ssh_config', /sl: not a program/],
  ])('finds what is wrong in: %s', (line, complaint) => {
    expect(complaintsAbout(line).join('\n')).toMatch(complaint);
  });

  it.each([
    'az vm delete --ids /subscriptions/x --force-deletion true --yes',
    'az vm create … --image UbuntuLTS',
    'az provider list --query "[].{namespace:namespace}" -o tsv',
    'RANK0_TOKEN=… rank0 up --cloud URL --subscription ID',
    "rank0 run -- 'uname -n; id'",
    'echo a | sudo tee -a b > /dev/null   # a comment',
  ])('has nothing against: %s', (line) => {
    expect(complaintsAbout(line)).toEqual([]);
  });

  it('sees fenced lines, lines in running text, lines that go on, and no mere names', () => {
    const text = 'Use `az login` in `eastus`.\n\n```sh\naz group show\n   --name a\nuname -n\n```\n';
    expect(markdownLines('x', text).map(({ line }) => line)).toEqual(['az group show --name a', 'uname -n', 'az login']);
  });

  it('sees what sources show, with samples for what only a run knows', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    const source = "next({ command: `rank0 down ${cluster}` }, ['az login']);\nmeans: 'as `az account list` shows. All: az vm list-skus --all.'";
    expect(sourceLines('x', source).map(({ line }) => line)).toEqual(['rank0 down glocluster', 'az login', 'az account list', 'az vm list-skus --all']);
  });
});
