import { utils } from 'ssh2';
import { expect, test } from 'vitest';
import { mimeParts } from '../../../../src/practice/nodes/boot/mime.ts';
import { mergeConfig } from '../../../../src/practice/nodes/boot/merge-config.ts';
import { readUserData, shellScript } from '../../../../src/practice/nodes/boot/user-data.ts';
import { clushLine } from '../../../../src/practice/nodes/commands/clush-line.ts';
import { expand, fold, NodeSetError } from '../../../../src/practice/nodes/commands/node-set.ts';
import { durationOf } from '../../../../src/practice/nodes/commands/timing.ts';
import { formatted, readProgram } from '../../../../src/practice/nodes/mpi/c-program.ts';
import { hostsIn, launchLine, mapRanks } from '../../../../src/practice/nodes/mpi/launch-line.ts';
import { treeOf } from '../../../../src/practice/nodes/mpi/launch.ts';
import { withJobs } from '../../../../src/practice/nodes/shell/jobs.ts';
import { makeKeyPair } from '../../../../src/practice/nodes/ssh/key-pair.ts';
import { knownHostsIn, speaksOf } from '../../../../src/practice/nodes/ssh/known-hosts.ts';

const groups = (name: string): string | undefined => ({ all: 'n[0-3]', odd: 'n1,n3' })[name];

test.each([
  ['n[0-3]', ['n0', 'n1', 'n2', 'n3']],
  ['n[08-10],head', ['head', 'n08', 'n09', 'n10']],
  ['n[0-6/3]', ['n0', 'n3', 'n6']],
  ['r[1-2]n[0-1]', ['r1n0', 'r1n1', 'r2n0', 'r2n1']],
  ['@all!@odd', ['n0', 'n2']],
  ['@all&n[2-9]', ['n2', 'n3']],
  ['n[0-1]^n[1-2]', ['n0', 'n2']],
  ['n10,n9,n9', ['n9', 'n10']],
])('node set %s', (text, names) => {
  expect(expand(text, groups)).toEqual(names);
});

test.each(['n[0-', 'n[3-1]', 'n[a-b]', '@nobody'])('node set %s is refused', (text) => {
  expect(() => expand(text, groups)).toThrow(NodeSetError);
});

test.each([
  [['n0', 'n1', 'n3'], 'n[0-1,3]'],
  [['n7'], 'n7'],
  [['n2', 'n0', 'n1', 'head'], 'head,n[0-2]'],
  [['n08', 'n09', 'n10'], 'n10,n[08-09]'],
])('%j folds to %s', (names, text) => {
  expect(fold(names)).toBe(text);
});

test('clush takes options before its command alone, and after its files when it copies', () => {
  expect(clushLine(['-S', '-n', '-w', 'n[0-1]', '-o', '-oA=%%d', 'ls', '-l', '-w'])).toMatchObject({
    worst: true,
    noInput: true,
    nodes: ['n[0-1]'],
    sshOptions: ['-oA=%d'],
    words: ['ls', '-l', '-w'],
  });
  expect(clushLine(['-w', 'n0', '-c', 'a', 'b', '--dest', '/tmp', '-p'])).toMatchObject({ copy: 'to', words: ['a', 'b'], destination: '/tmp', preserve: true });
  expect(clushLine(['-bSqw', 'n0', 'x'])).toMatchObject({ gather: true, worst: true, quiet: true, nodes: ['n0'] });
  expect(clushLine(['-z', 'x']).error).toBe('no such option: -z');
});

const line = (text: string, env: Record<string, string> = {}) => launchLine(text.split(' '), new Map(Object.entries(env)));
const map = (text: string, hosts = line(text).hosts) => mapRanks(hosts, line(text));

test('mpirun maps ranks as Open MPI does', () => {
  expect(map('--host a,b,c x')).toEqual([
    { name: 'a', ranks: [0] },
    { name: 'b', ranks: [1] },
    { name: 'c', ranks: [2] },
  ]);
  expect(map('-np 3 --host a:2,b:2 x')).toEqual([
    { name: 'a', ranks: [0, 1] },
    { name: 'b', ranks: [2] },
  ]);
  expect(map('-np 3 --map-by node --host a:2,b:2 x')).toEqual([
    { name: 'a', ranks: [0, 2] },
    { name: 'b', ranks: [1] },
  ]);
  expect(map('-N 1 --host a:2,b:2 x')).toEqual([
    { name: 'a', ranks: [0] },
    { name: 'b', ranks: [1] },
  ]);
  expect(map('-np 4 --map-by ppr:1:node --host a:2,b:2 x')).toBe('full');
  expect(map('--host a,a,b x')).toEqual([
    { name: 'a', ranks: [0, 1] },
    { name: 'b', ranks: [2] },
  ]);
  expect(map('-np 3 --host a,b x')).toBe('full');
  expect(map('-np 5 --oversubscribe --host a,b x')).toEqual([
    { name: 'a', ranks: [0, 2, 4] },
    { name: 'b', ranks: [1, 3] },
  ]);
  expect(map('-np 3 --map-by :OVERSUBSCRIBE --host a,b x')).not.toBe('full');
});

test('mpirun’s words are read in all their spellings', () => {
  expect(line('-n 2 -H a:2 --mca btl ^openib -mca plm_rsh_args -q --prtemca plm_ssh_args z -x A=1 --bind-to none ./p -np 9')).toMatchObject({
    ranks: 2,
    hosts: [{ name: 'a', slots: 2 }],
    exported: ['A=1'],
    command: ['./p', '-np', '9'],
  });
  expect(line('./p', { OMPI_MCA_btl: 'tcp,self' }).settings.get('btl')).toBe('tcp,self');
  expect(line('--mca btl self ./p', { OMPI_MCA_btl: 'tcp' }).settings.get('btl')).toBe('self');
  expect(line('--nonsense ./p').error).toBe('unknown option "--nonsense"');
  expect(line('-np two ./p').error).toContain('wants a number');
  expect(hostsIn('# all\na slots=2 max_slots=4\nb\n\nb # again\n', () => 1)).toEqual([
    { name: 'a', slots: 2 },
    { name: 'b', slots: 2 },
  ]);
});

test('beyond 64 machines others start others, unless told not to', () => {
  const nodes = Array.from({ length: 70 }, (_, index) => ({ name: `n${index + 1}`, ranks: [index] }));
  const tree = treeOf(nodes, false);
  expect(tree).toHaveLength(64);
  expect(tree[0]?.children.map(({ name }) => name)).toEqual(['n65', 'n66', 'n67', 'n68', 'n69', 'n70']);
  expect(treeOf(nodes, true)).toHaveLength(70);
});

const hello = (body: string): string => `#include <mpi.h>\n#include <stdio.h>\nint main(int argc, char **argv) {\n${body}\n}\n`;
const calls = 'int r, s; MPI_Init(NULL, NULL); MPI_Comm_rank(MPI_COMM_WORLD, &r); MPI_Comm_size(MPI_COMM_WORLD, &s);';

test('hello programs are understood in many forms', () => {
  const old = hello(
    `char name[MPI_MAX_PROCESSOR_NAME]; int len; ${calls} /* a comment; */ MPI_Get_processor_name(name, &len);\nprintf("Hello; from %d/%d on " "%s (%d)\\n", r, s, name, len); // done;\nfflush(stdout); MPI_Barrier(MPI_COMM_WORLD); MPI_Finalize(); return 0;`,
  );
  expect(readProgram(old)).toEqual({
    program: {
      actions: [
        { does: 'print', to: 'stdout', format: 'Hello; from %d/%d on %s (%d)\n', values: [{ is: 'rank' }, { is: 'size' }, { is: 'host' }, { is: 'length' }] },
      ],
    },
  });
  expect(formatted('%03d|%-4s|%5s|%%\n', [7, 'ab', 'cd'])).toBe('007|ab  |   cd|%\n');
});

test.each([
  ['int main(void) { return 0; }', 'it does not include <mpi.h>'],
  [hello('MPI_Init(NULL, NULL); MPI_Finalize();'), 'it does not call MPI_Comm_rank'],
  [hello(`${calls} if (r == 0) printf("x"); MPI_Finalize();`), 'if'],
  [hello(`${calls} printf("%d\\n", r * 2); MPI_Finalize();`), 'it prints “r * 2”'],
  [hello(`${calls} MPI_Allreduce(&r, &s, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD); MPI_Finalize();`), 'it calls MPI_Allreduce'],
  [hello(`${calls} int t = r + 1; MPI_Finalize();`), 'more than a hello-world program'],
])('what is more than that is not: %#', (source, why) => {
  expect(readProgram(source)).toMatchObject({ why: expect.stringContaining(why) });
});

test('jobs are taken out of a script, and nothing else is changed', () => {
  expect(withJobs('a && b || c; echo "x & y" >&2 2>&1 &>f')).toBe('a && b || c; echo "x & y" >&2 2>&1 &>f');
  expect(withJobs('(a; b) & wait')).toBe("/usr/bin/.practice-job attached '(a; b)'; /usr/bin/.practice-wait");
  expect(withJobs('nohup x > log 2>&1 & echo $!')).toBe("/usr/bin/.practice-job detached 'nohup x > log 2>&1'; echo $!");
  expect(withJobs('if true; then a & fi')).toBe('if true; then /usr/bin/.practice-job attached a; fi');
  expect(withJobs('broken ( &')).toBe('broken ( &');
});

test('known_hosts lines are matched by name, pattern, port and hash', () => {
  const [plain, pattern, hashed, revoked] = knownHostsIn(
    [
      '# comment',
      'node0,10.0.0.4 ssh-ed25519 AAAA',
      '*.example,!bad.example ssh-rsa BBBB',
      '|1|kFfgRPmPTmxYRFSwIMT55E1y3z8=|TsvkclNIHS4wKqKDUcp21FcAw+o= ssh-ed25519 CCCC',
      '@revoked node9 ssh-ed25519 DDDD',
      'broken',
    ].join('\n'),
  );
  expect(plain && [speaksOf(plain, 'node0'), speaksOf(plain, '10.0.0.4'), speaksOf(plain, 'node01'), plain.line]).toEqual([true, true, false, 2]);
  expect(pattern && [speaksOf(pattern, 'a.example'), speaksOf(pattern, 'bad.example')]).toEqual([true, false]);
  // Made by OpenSSH 9.2 for [127.0.0.1]:22022.
  expect(hashed && [speaksOf(hashed, '[127.0.0.1]:22022'), speaksOf(hashed, '127.0.0.1')]).toEqual([true, false]);
  expect(revoked?.revoked).toBe(true);
});

test('a host is found in known_hosts however its name is written, hashed too', () => {
  const [plain, hashed] = knownHostsIn('Node00000A ssh-ed25519 AAAA\n|1|c2FsdHNhbHRzYWx0c2FsdHNhbHQ=|ZS+hXtBMKp4tI9GaabBZyZBvskA= ssh-ed25519 AAAA\n');
  expect(plain && speaksOf(plain, 'node00000a')).toBe(true);
  expect(hashed && speaksOf(hashed, 'Node00000A')).toBe(true);
});

test('made keys are well formed, every time', () => {
  for (let count = 0; count < 200; count += 1) {
    for (const type of ['ed25519', 'ecdsa'] as const) {
      const { privateKey, publicKey } = makeKeyPair(type, 'a comment');
      const parsed = utils.parseKey(privateKey);
      const open = utils.parseKey(publicKey);
      if (parsed instanceof Error || open instanceof Error) throw new Error(`${type}: ${String(parsed)} ${String(open)}`);
      expect(parsed.getPublicSSH().equals(open.getPublicSSH())).toBe(true);
      if (count < 5) expect(open.verify(Buffer.from('x'), parsed.sign(Buffer.from('x')) as Buffer)).toBe(true);
    }
  }
});

test('MIME parts are found nested, quoted and encoded', () => {
  const inner =
    'Content-Type: multipart/mixed; boundary="in ner"\n\n--in ner\nContent-Type: text/x-shellscript; charset="utf-8"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="a.sh"\n\nIyEvYmluL3NoCg==\n--in ner--\n';
  const message = `MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=out\r\n\r\npreamble\r\n--out\r\n${inner.replaceAll('\n', '\r\n')}\r\n--out\r\nContent-Type: text/cloud-config\r\nContent-Transfer-Encoding: quoted-printable\r\nX-Merge-Type: list(append)\r\n\r\na: gr=C3=BC=\r\n=C3=9F\r\n--out--\r\n`;
  expect(mimeParts(message)).toEqual([
    { type: 'text/x-shellscript', name: 'a.sh', text: '#!/bin/sh\n' },
    { type: 'text/cloud-config', name: 'part', mergeType: 'list(append)', text: 'a: grüß' },
  ]);
});

test('cloud-config is merged by the rule that the later part brings', () => {
  const base = { packages: ['a'], write: { x: 1 }, keep: 1 };
  const added = { packages: ['b'], write: { x: 2, y: 3 }, keep: 2 };
  expect(mergeConfig(base, added)).toEqual({ packages: ['b'], write: { x: 2, y: 3 }, keep: 2 });
  expect(mergeConfig(base, { ...added, merge_how: 'list(append)+dict(no_replace,recurse_list)+str()' })).toEqual({
    packages: ['a', 'b'],
    write: { x: 1, y: 3 },
    keep: 1,
  });
  expect(
    mergeConfig(base, {
      ...added,
      merge_how: [
        { name: 'list', settings: ['prepend'] },
        { name: 'dict', settings: ['recurse_list', 'no_replace'] },
      ],
    }).packages,
  ).toEqual(['b', 'a']);
});

test('user data that nobody knows is passed over with a warning', () => {
  expect(readUserData('hello there')).toMatchObject({ packages: [], warnings: [expect.stringContaining('Unhandled non-multipart')] });
  expect(readUserData('#cloud-config\n- a\n').warnings[0]).toContain('got list instead');
  expect(readUserData('#cloud-config\npackages: make\n').warnings[0]).toContain("is not of type 'array'");
  expect(readUserData(undefined)).toMatchObject({ packages: [], warnings: [] });
  expect(shellScript(['echo $A', ['echo', "it's"]])).toBe("#!/bin/sh\necho $A\n'echo' 'it'\\''s'\n");
});

test('durations are read as coreutils reads them', () => {
  expect(['5', '0.5', '2m', '1h', '1.', 'x', '5x'].map(durationOf)).toEqual([5000, 500, 120_000, 3_600_000, 1000, undefined, undefined]);
});
