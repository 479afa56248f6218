// The emulator by hand: a simulated ARM over HTTPS whose machines are real nodes on this one (test/lab/support/README.md).
//   npm run lab                          starts it, says how to use it, and keeps it until Ctrl-C
//   npm run lab -- COMMAND ARGUMENT…     runs one command in it, on the laptop's side, and ends with its exit code
import { spawn } from 'node:child_process';
import { installLabPackages } from './debian-packages.mjs';

const missing = installLabPackages();
if (missing) {
  console.error(`the lab cannot run here: ${missing}`);
  process.exit(1);
}
const { startLab } = await import('../test/lab/support/lab.ts');
const { laptopAddress } = await import('../test/lab/support/lab-machines.ts');
const lab = await startLab({ arm: true });
const env = { ...lab.env, RANK0_LAB: lab.arm.endpoint, RANK0_LAB_SUBSCRIPTION: lab.arm.subscriptionId };
const command = process.argv.slice(2);
const end = async (code) => {
  await lab.end();
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(130));

const enter = ['nsenter', '--target', String(lab.pid), '--net'];
if (command.length > 0) {
  const child = spawn(enter[0], [...enter.slice(1), ...command], { stdio: 'inherit', env: { ...process.env, ...env } });
  child.once('exit', (code) => void end(code ?? 255));
} else {
  console.log(
    [
      'In another terminal, as root, a shell on the laptop of the lab:',
      '',
      `  ${enter.join(' ')} env ${Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')} bash`,
      '',
      'and in it',
      '',
      `  node bin/rank0.js up --cloud $RANK0_LAB --subscription $RANK0_LAB_SUBSCRIPTION --ssh-source ${laptopAddress}/32 --yes`,
      '',
      'Ctrl-C here ends the emulator, and all of its machines with it.',
    ].join('\n'),
  );
  setInterval(() => {}, 3600_000);
}
