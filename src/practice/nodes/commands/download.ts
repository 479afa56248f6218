import { posix } from 'node:path';
import { failureWords, isFailure } from '../disk/failure.ts';
import { type Answer, simulatedAnswer } from '../../internet.ts';
import { hasOutbound } from '../record.ts';
import type { CommandResult, Program, Programs, Session } from '../shell/session.ts';

/** How long Linux tries to connect where nobody answers, in seconds. */
const connectPatience = 134;

/** What a request comes to, and how it fails: as the programs count. */
type Fetched = { readonly answer: Answer } | { readonly failed: 'host' | 'timeout'; readonly afterSeconds: number };

async function fetched(session: Session, address: URL, patience: number, signal: AbortSignal): Promise<Fetched> {
  const { node, clock, work } = session;
  const wait = (seconds: number): Promise<void> => work.outside(clock.sleep(seconds * 1000, signal));
  const answer = simulatedAnswer(address.href);
  // Azure's own resolver answers a machine without a way out, too: the names are known, and nobody is reached (azure-facts 6.2).
  if (!hasOutbound(node.record(), clock.now()) && answer) {
    await wait(patience);
    return { failed: 'timeout', afterSeconds: patience };
  }
  if (!answer) {
    await wait(0.1);
    return { failed: 'host', afterSeconds: 0.1 };
  }
  await wait(0.3 + answer.body.length / 20e6);
  return { answer };
}

function addressIn(text: string): URL | undefined {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  return URL.canParse(full) ? new URL(full) : undefined;
}

function written({ fs }: Session, path: string, body: Uint8Array): string | undefined {
  try {
    fs.writeBytes(path, body);
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return failureWords(error);
  }
}

/** `curl`, with the options that scripts use. */
const curl: Program = async (args, context, session) => {
  const valued = new Map<string, string>();
  const flags = new Set<string>();
  const addresses: string[] = [];
  const words = [...args];
  while (words.length > 0) {
    const word = words.shift() as string;
    if (/^-[A-Za-z]/.test(word)) {
      for (const [index, letter] of [...word.slice(1)].entries()) {
        if (!'omHXdAwux'.includes(letter)) flags.add(letter);
        else {
          valued.set(letter, word.slice(index + 2) || (words.shift() ?? ''));
          break;
        }
      }
    } else if (word.startsWith('--')) {
      const name = word.slice(2);
      const letter = { output: 'o', 'max-time': 'm' }[name];
      if (letter) valued.set(letter, words.shift() ?? '');
      else if (/^(connect-timeout|retry|retry-delay|header|request|data|user-agent|write-out|user|proxy|retry-max-time)$/.test(name))
        valued.set(name, words.shift() ?? '');
      else flags.add({ fail: 'f', silent: 's', 'show-error': 'S', location: 'L', head: 'I', version: 'V', 'remote-name': 'O' }[name] ?? name);
    } else addresses.push(word);
  }
  if (flags.has('V')) return { stdout: 'curl 8.5.0 (x86_64-pc-linux-gnu) libcurl/8.5.0 OpenSSL/3.0.13\n' };
  const [given] = addresses;
  const address = given === undefined ? undefined : addressIn(given);
  const complain = (code: number, words_: string): CommandResult => ({
    stderr: flags.has('s') && !flags.has('S') ? '' : `curl: (${code}) ${words_}\n`,
    exitCode: code,
  });
  if (given === undefined) return { stderr: "curl: try 'curl --help' or 'curl --manual' for more information\n", exitCode: 2 };
  if (!address) return complain(3, 'URL rejected: Malformed input to a URL function');
  const patience = Math.min(...['m', 'connect-timeout'].map((name) => Number(valued.get(name) ?? connectPatience)));
  const result = await fetched(session, address, patience, context.signal ?? session.signal);
  if ('failed' in result) {
    if (result.failed === 'host') return complain(6, `Could not resolve host: ${address.hostname}`);
    return complain(
      28,
      `${valued.has('m') ? 'Connection' : `Failed to connect to ${address.hostname} port ${address.port || (address.protocol === 'http:' ? 80 : 443)}: Connection`} timed out after ${Math.round(patience * 1000)} milliseconds`,
    );
  }
  const { status, body, type } = result.answer;
  if (flags.has('f') && status >= 400) return complain(22, `The requested URL returned error: ${status}`);
  const content = flags.has('I') ? Buffer.from(`HTTP/1.1 ${status} \r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`) : body;
  const output = valued.get('o') ?? (flags.has('O') ? posix.basename(address.pathname) : undefined);
  const code = (valued.get('w') ?? valued.get('write-out') ?? '').replaceAll('%{http_code}', String(status)).replaceAll('\\n', '\n');
  if (output === undefined || output === '-') return { stdout: Buffer.from(content).toString('latin1') + code, bytes: true };
  const failed = written(session, posix.resolve(context.cwd, output), content);
  return failed === undefined ? { stdout: code } : complain(23, `Failure writing output to destination: ${failed}`);
};

/** `wget`, which writes a file of the address's last name. */
const wget: Program = async (args, context, session) => {
  const words = [...args];
  let [output, quiet, patience] = [undefined as string | undefined, false, connectPatience];
  let given: string | undefined;
  while (words.length > 0) {
    const word = words.shift() as string;
    const value = (): string => word.split(/=(.*)/s)[1] ?? words.shift() ?? '';
    if (/^(-O|--output-document(=|$))/.test(word)) output = word.length > 2 && word.startsWith('-O') ? word.slice(2) : value();
    else if (/^(-T|--timeout(=|$)|--connect-timeout(=|$))/.test(word)) patience = Number(value());
    else if (/^(-t|--tries(=|$))/.test(word)) value();
    else if (/^-[a-z]*q/.test(word) || word === '--quiet') quiet = true;
    else if (!word.startsWith('-')) given = word;
  }
  const address = given === undefined ? undefined : addressIn(given);
  if (!address) return { stderr: 'wget: missing URL\nUsage: wget [OPTION]... [URL]...\n', exitCode: 1 };
  const say = (text: string, exitCode: number): CommandResult => ({ stderr: quiet ? '' : text, exitCode });
  const result = await fetched(session, address, patience, context.signal ?? session.signal);
  if ('failed' in result) {
    if (result.failed === 'host') return say(`wget: unable to resolve host address ‘${address.hostname}’\n`, 4);
    return say(`Connecting to ${address.hostname}|...|:443... failed: Connection timed out.\nGiving up.\n`, 4);
  }
  const { status, body } = result.answer;
  if (status >= 400) return say(`ERROR ${status}: Not Found.\n`, 8);
  if (output === '-') return { stdout: Buffer.from(body).toString('latin1'), bytes: true };
  const name = output ?? (posix.basename(address.pathname) || 'index.html');
  const failed = written(session, posix.resolve(context.cwd, name), body);
  return failed === undefined
    ? say(`‘${name}’ saved [${body.length}/${body.length}]\n`, 0)
    : say(`${name}: ${failed}\n\nCannot write to ‘${name}’ (${failed}).\n`, 3);
};

export const downloads: Programs = { curl, wget };
