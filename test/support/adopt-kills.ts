import type { Ran } from './rank0.ts';
import { rank0 } from './rank0.ts';
import type { Operation } from './standing-kills.ts';

const adopting = (mend: string): readonly string[] => ['adopt', 'glocktestrg', '--cloud', 'practice', '--yes', '--json', '--mend', mend];

const made = ({ lines }: Ran) =>
  lines.at(-1) as { readonly findings: readonly { readonly finding: string }[]; readonly nodes: readonly { readonly publicAddress: string | null }[] };

/** What is found afterwards, where every node answers and has the address that it had. */
const adoption = (shape: string, before: readonly string[], mend: string, left: readonly string[]): Operation => ({
  name: `adopt ${shape} --mend ${mend}`,
  before: [['practice', '--by-hand', shape, '--json'], ...before.map(adopting)],
  words: adopting(mend),
  stays: 'glocktestrg',
  look: async (again, whole, env) => {
    const { findings, nodes } = made(again);
    const login = await rank0(['run', '--json', '--', 'uname -n'], env);
    const addresses = (ran: Ran) => JSON.stringify(made(ran).nodes.map(({ publicAddress }) => publicAddress));
    const found = findings.map(({ finding }) => finding).join(', ');
    return [
      ...(found === left.join(', ') ? [] : [`found afterwards: ${found}`]),
      ...(nodes.length === 4 && addresses(again) === addresses(whole.ran) ? [] : [`addresses are ${addresses(again)} and not ${addresses(whole.ran)}`]),
      ...(login.exitCode === 0 ? [] : [`run on all ended with ${login.exitCode}: ${login.stderr.slice(-400)}`]),
    ];
  },
});

/** Taking over what was made by hand, and each of the mendings. */
export const adoptions: readonly Operation[] = [
  adoption('ethernet', [], 'all', ['old-image']),
  adoption('old', ['open-to-world,private-key,password-login,delete-options'], 'basic-address,leftovers', ['old-image']),
  adoption('bare', ['all'], 'placement-group,accelerated-networking', ['old-image']),
  adoption('infiniband', [], 'all', ['infiniband-drivers']),
];
