// The emulator: a simulated ARM over HTTPS whose machines are real nodes. Runs inside the lab's world (world.sh), takes orders
// on its standard input (protocol.ts) and ends when that ends.
import { rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EmulatorOptions, Order, Ready } from './protocol.ts';
import { openArm } from './arm.ts';
import { openLabMachines } from './machines.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as EmulatorOptions;
const machines = openLabMachines({ pace: options.pace });
const served = options.arm ? await openArm(options.folder, options.arm, machines) : undefined;
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const answer = async (order: Order): Promise<unknown> => {
  switch (order.do) {
    case 'boot':
      return await machines.boot(order.spec, Date.now());
    case 'admit':
      return await machines.admit(machines.spec(order.name).vmId, order.sources);
    case 'rewire':
      return await machines.rewire(order.spec);
    case 'destroy':
      return await machines.destroy(machines.spec(order.name).vmId);
    case 'plan':
      return machines.plan(order.name, order.faults);
    case 'fault':
      return await machines.fault(order.name, order.fault);
    case 'capture':
      return await machines.capture(order.name);
    case 'run':
      return await machines.onNode(order.name, order.command);
    case 'serial-log':
      return machines.serialOf(order.name);
    case 'inject':
      if (!served) throw new Error('this lab has no ARM');
      return served.inject(order.faults);
    case 'spec':
      return machines.spec(order.name);
    default:
      return order satisfies never;
  }
};

// Tests that call the product's own functions live outside of the world: this relay dials for them from the laptop.
// A connection begins with a line "HOST PORT"; the answer is a line "ok" or an error code, then the bytes of both.
const relay = createServer({ allowHalfOpen: true }, (client) => {
  client.on('error', () => client.destroy());
  client.once('readable', () => {
    const [host, port] = String(client.read() ?? '')
      .trim()
      .split(' ');
    const target = connect({ host: host ?? '', port: Number(port), noDelay: true, allowHalfOpen: true });
    let open = false;
    target.once('connect', () => {
      open = true;
      client.write('ok\n');
      client.pipe(target).pipe(client);
    });
    target.on('error', (error: NodeJS.ErrnoException) => {
      if (open) client.destroy();
      else client.end(`${error.code ?? 'EIO'}\n`);
    });
    client.on('close', () => target.destroy());
    target.on('close', () => client.destroySoon());
  });
});
relay.listen(join(options.folder, 'dial'));

say({ ready: true, ...(served ? { endpoint: served.endpoint, subscriptionId: served.subscriptionId } : {}) } satisfies Ready);

const orders = createInterface({ input: process.stdin });
orders.on('line', (line) => {
  const { id, ...order } = JSON.parse(line) as Order & { id: number };
  answer(order as Order).then(
    (value) => say({ id, value: value ?? null }),
    (error: unknown) => say({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
orders.on('close', () => {
  // Whoever ordered is gone, and cannot clean up any more.
  rmSync(options.folder, { recursive: true, force: true });
  process.exit(0);
});
