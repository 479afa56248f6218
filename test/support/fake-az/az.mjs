// Stands in for the Azure CLI under an exported script: writes each call down, and answers from what was made before, in the shapes in
// which az answers. What az would say of the options is judged by the test, from the calls. Files of its folder ($FAKE_AZ):
// calls (one JSON array of words a line), nodes (NAME PRIVATE PUBLIC INSTANCE a line), NODE.log (serial consoles).
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.FAKE_AZ;
const words = process.argv.slice(2);
const file = join(folder, 'calls');
const before = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
appendFileSync(file, `${JSON.stringify(words)}\n`);

/** The words of a call before its options, and the first value of an option. */
const commandOf = (call) =>
  call
    .slice(
      0,
      call.findIndex((word) => word.startsWith('-')),
    )
    .join(' ');
const valueIn = (call, option) => call[call.indexOf(option) + 1];
const groupGone = before.findLastIndex((call) => commandOf(call) === 'group delete');
const standing = before.slice(groupGone + 1);
const group = standing.find((call) => commandOf(call) === 'group create');
const tagOf = (call, name) => call.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
const deleted = standing.filter((call) => / delete$/.test(commandOf(call))).map((call) => valueIn(call, '--name'));
const made = standing
  .filter((call) => / create$/.test(commandOf(call)) && !/^(group|network nsg rule|network vnet subnet|storage container-rm)/.test(commandOf(call)))
  .map((call) => ({ name: valueIn(call, '--name'), id: `/subscriptions/s/resourceGroups/g/providers/${commandOf(call)}/${valueIn(call, '--name')}` }))
  .filter(({ name }) => !deleted.includes(name));
const pruned = standing.some((call) => commandOf(call) === 'vmss update-instances') ? standing.find((call) => commandOf(call) === 'vmss update-instances') : [];
const nodes = existsSync(join(folder, 'nodes'))
  ? readFileSync(join(folder, 'nodes'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
  : [];
const addressOf = ([name, , address, instance]) =>
  deleted.some((one) => /PublicIP/.test(one ?? '') && one.replace('PublicIP', '') === name) || pruned.includes(instance) ? 'None' : address;
const ofInstance = (instance) => `/subscriptions/s/resourceGroups/G/providers/Microsoft.Compute/virtualMachineScaleSets/set/virtualMachines/${instance}/x/y`;
/** The one that was set, or else the one that az stands at. */
const set = before.findLast((call) => commandOf(call) === 'account set');
const subscription = set ? valueIn(set, '--subscription') : (process.env.FAKE_AZ_SUBSCRIPTION ?? 'first');
const lines = (all) => all.map((one) => (Array.isArray(one) ? one.join('\t') : one)).join('\n');

const answers = {
  'account show': () => (process.env.FAKE_AZ_SIGNED_OUT ? undefined : valueIn(words, '--query') === 'id' ? subscription : 'A subscription'),
  'group exists': () => String(group !== undefined),
  'group show': () => (group ? tagOf(group, 'rank0-id') : undefined),
  'resource list': () => {
    if (words.includes('--tag')) return lines(group ? made.map(({ id }) => id) : []);
    return group ? lines(made.map(({ name }) => name)) : undefined;
  },
  'vm list-ip-addresses': () => lines(nodes.map((node) => [node[0], node[1], addressOf(node)])),
  'vmss list-instances': () => lines(nodes.map(([name, , , instance]) => [name, instance])),
  'vmss nic list': () => lines(nodes.map(([, address, , instance]) => [ofInstance(instance), address])),
  'vmss list-instance-public-ips': () => lines(nodes.filter((node) => addressOf(node) !== 'None').map((node) => [ofInstance(node[3]), addressOf(node)])),
  'vm boot-diagnostics get-boot-log-uris': () => `file://${join(folder, `${valueIn(words, '--name')}.log`)}`,
  rest: () => {
    const instance = /virtualMachines\/(\d+)\/retrieveBootDiagnosticsData/.exec(valueIn(words, '--url'))?.[1];
    return `file://${join(folder, `${nodes.find((node) => node[3] === instance)?.[0]}.log`)}`;
  },
};
const answer = answers[commandOf(words)];
const text = answer ? answer() : '';
if (text === undefined) {
  process.stderr.write(`ERROR: fake az: nothing to ${words.join(' ')}\n`);
  process.exit(1);
}
if (answer && text !== '') process.stdout.write(`${text}\n`);
