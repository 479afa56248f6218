import { describe, expect, it } from 'vitest';
import { bashOf } from '../../../../src/stages/export/bash.ts';
import { htmlOf } from '../../../../src/stages/export/html.ts';
import { markdownOf } from '../../../../src/stages/export/markdown.ts';
import { redacted, redactorOf } from '../../../../src/stages/export/redact.ts';
import { storyOf } from '../../../../src/stages/export/story.ts';
import { annika, built, somebodys } from '../../../support/told-session.ts';

/** A session that names its person wherever one can. */
function session() {
  const told = built();
  told.task('your-cluster', 'stop/glocluster0', {
    state: 'failed',
    message: 'no',
    commands: ['az vm deallocate --ids /subscriptions/11111111-2222-4333-8444-555555555555/x', 'scp FILE annikaweber@203.0.113.7:/home/annikaweber/results'],
    error: {
      code: 'Forbidden',
      message: `${somebodys['mail']} with id ${somebodys['another id']} may not, says /home/annikaweber/.azure/config on annikas-laptop`,
      means: 'The key annikaweber@annikas-laptop is not known.',
      next: [{ label: 'Log in as annikaweber@203.0.113.7', command: 'ssh -l annikaweber 203.0.113.7' }],
    },
  });
  told.ended('failed');
  const remembered = told.remembered();
  const story = (withAddresses: boolean) => {
    const redactor = redactorOf(remembered, told.events, { withAddresses, person: annika });
    return { ...redacted(storyOf(remembered, told.events, { madeBy: 'rank0', name: redactor.value }), redactor), withAddresses };
  };
  return { told, story };
}

const forms = (withAddresses: boolean): Readonly<Record<string, string>> => {
  const { told, story } = session();
  const { output: redact } = redactorOf(told.remembered(), told.events, { withAddresses, person: annika });
  return {
    bash: bashOf(told.remembered(), told.events, { madeBy: 'rank0', withAddresses, redact }),
    markdown: markdownOf(story(withAddresses)),
    html: htmlOf(story(withAddresses)),
    json: JSON.stringify(story(withAddresses)),
  };
};

const without = forms(false);
const open = forms(true);

describe('an export without addresses', () => {
  it.each(Object.entries(without).flatMap(([form, text]) => Object.entries(somebodys).map(([what, value]) => [form, what, value, text] as const)))(
    '%s does not hold %s',
    (_, __, value, text) =>
      expect(
        text
          .toLowerCase()
          .split(value.toLowerCase())
          .slice(1)
          .map((after) => after.slice(0, 60)),
      ).toEqual([]),
  );

  it('says what was left out, by words that are the same for the same', () => {
    expect(without['markdown']).toContain('port 22 open to YOUR-ADDRESS/32');
    expect(without['markdown']).toContain('ssh -i login_key YOUR-USER@ADDRESS-OF-glocluster0 uname -n');
    expect(without['markdown']).toMatch(/-rw-r--r-- 1 YOUR-USER YOUR-USER 0 hello, from YOUR-MACHINE/);
    expect(without['json']).toContain('"adminUsername":"YOUR-USER"');
    expect(without['markdown']).toContain('Left out: addresses, ids');
  });
});

describe('an export with addresses', () => {
  it('holds them, and still no private key and no token', () => {
    expect(open['markdown']).toContain('annikaweber@203.0.113.6');
    expect(open['json']).toContain(somebodys['subscription']);
    const { told } = session();
    told.task('log-in', 'login/glocluster1', {
      message: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA\n-----END OPENSSH PRIVATE KEY-----\nBearer abcdefghijklmnop',
    });
    const remembered = told.remembered();
    const redactor = redactorOf(remembered, told.events, { withAddresses: true, person: annika });
    const text = JSON.stringify(redacted(storyOf(remembered, told.events, { madeBy: 'rank0', name: redactor.value }), redactor));
    expect(text).toContain('glocluster1');
    expect(text).not.toMatch(/b3BlbnNzaA|abcdefghijklmnop/);
  });
});

describe('names that are words, too', () => {
  it('are left out where they name somebody, and stand in sentences and in lines where they do not', () => {
    const told = built({ adminUsername: 'will' });
    const { text, output } = redactorOf(told.remembered(), told.events, { withAddresses: false, person: { ...annika, user: 'test', host: 'node' } });
    expect(text('Azure will test each node: test -e /scratch/will && ssh will@glocluster0')).toBe(
      'Azure will test each node: test -e /scratch/YOUR-USER && ssh YOUR-USER@glocluster0',
    );
    expect(text('sudo chown -R will:will /scratch; az vm create --admin-username will; goodwill@')).toBe(
      'sudo chown -R YOUR-USER:YOUR-USER /scratch; az vm create --admin-username YOUR-USER; goodwill@',
    );
    expect(output('drwxr-xr-x will will')).toBe('drwxr-xr-x YOUR-USER YOUR-USER');
  });

  it('stay where they are nobody’s: azureuser, root, the addresses of networks and of Azure', () => {
    const told = built({ adminUsername: 'azureuser' });
    const { output } = redactorOf(told.remembered(), told.events, { withAddresses: false, person: { ...annika, user: 'root', home: '/root' } });
    const { output: bare } = redactorOf(told.remembered(), told.events, { withAddresses: false, person: { ...annika, host: 'vm' } });
    expect(bare('az vm list')).toBe('az vm list');
    const said = 'azureuser root 10.0.0.0/24 127.0.0.1 168.63.129.16 ::1 12:30:45 00:11:22:33:44:55';
    expect(output(said)).toBe(said);
    expect(output('/root/.ssh/config and a/root')).toBe('~/.ssh/config and a/root');
  });
});
