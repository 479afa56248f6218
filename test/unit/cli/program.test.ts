import { describe, expect, it } from 'vitest';
import { parseWords, type Words } from '../../../src/cli/program.ts';

function words(...argv: string[]): Words {
  const parsed = parseWords(argv, '1.2.3', () => {});
  if ('exit' in parsed) throw new Error(`ended with ${parsed.exit}`);
  return parsed;
}

describe('the words on the command line', () => {
  it('takes choices as texts, and flags', () => {
    const { command, choices, flags } = words('up', '--count', '6', '--cloud', 'practice', '--yes', '--json', '--use-existing-group');
    expect(command).toBe('up');
    expect(choices).toEqual({ count: '6', cloud: 'practice', useExistingGroup: 'true' });
    expect(flags).toMatchObject({ yes: true, json: true, plain: false });
  });
  it('leaves what stands after -- alone', () => {
    expect(words('run', 'glocluster', '--json', '--', 'ls', '--json')).toMatchObject({ names: ['glocluster'], rest: ['ls', '--json'], flags: { json: true } });
  });
  it('takes flags before and after the command', () => expect(words('--json', 'list').flags.json).toBe(true));
  it('starts the wizard without a command', () => expect(words().command).toBe('wizard'));
  it('names the nearest flag for an unknown one', () => expect(() => words('up', '--cuont', '3')).toThrow(/--count/));
  it('names the nearest command for an unknown one', () => expect(() => words('statsu')).toThrow(/status/));
  it('takes the files of put, where they go and to which node', () => {
    expect(words('put', 'glocluster', 'hello.c', '--to', '/scratch', '--node', '2')).toMatchObject({
      names: ['glocluster', 'hello.c'],
      flags: { to: '/scratch', node: '2' },
    });
  });
  it('prints help and ends with 0', () => {
    let printed = '';
    expect(parseWords(['up', '--help'], '1.2.3', (text) => (printed += text))).toEqual({ exit: 0 });
    expect(printed).toContain('--resource-group');
  });
  it('refuses a word too many', () => expect(() => words('down', 'a', 'b')).toThrow());
});
