import type { MachineSpec } from '../../machines.ts';
import type { Release } from './releases.ts';

/** `[   12.345678] ` as the kernel stamps its lines. */
export const stamp = (seconds: number): string => `[${seconds.toFixed(6).padStart(12)}] `;

/** What kernel and systemd print until cloud-init begins, as seconds since power on and text. */
export function kernelLines(spec: MachineSpec, release: Release, seconds: number): readonly (readonly [at: number, text: string])[] {
  const memory = Math.round(spec.size.memoryGB * 1024 * 1024);
  const lines: (readonly [part: number, text: string])[] = [
    [
      0,
      `Linux version ${release.kernel} (buildd@lcy02-amd64-080) (x86_64-linux-gnu-gcc ${release.gcc}) #17-Ubuntu SMP (simulated machine of the practice cloud)`,
    ],
    [
      0,
      `Command line: BOOT_IMAGE=/boot/vmlinuz-${release.kernel} root=PARTUUID=5aadb7ac-7d4f-4d3c-9d0f-5d0b9d4f6a3e ro console=tty1 console=ttyS0 earlyprintk=ttyS0 panic=-1`,
    ],
    [0, 'Hypervisor detected: Microsoft Hyper-V'],
    [0, `Memory: ${memory - 160_000}K/${memory}K available`],
    [0.05, `smp: Brought up 1 node, ${spec.size.vCPUs} CPUs`],
    [0.2, 'hv_vmbus: Vmbus version:5.3'],
    [0.25, 'hv_netvsc 000d3a00-0000-4000-8000-000d3a000000 eth0: renamed from eth0'],
    ...(spec.acceleratedNetworking
      ? ([
          [0.3, 'mlx5_core 0001:00:02.0: firmware version: 16.30.1284'],
          [0.32, 'hv_netvsc 000d3a00-0000-4000-8000-000d3a000000 eth0: VF registering: enP1s1'],
        ] as const)
      : []),
    [0.4, 'EXT4-fs (sda1): mounted filesystem with ordered data mode. Quota mode: none.'],
    [0.5, `systemd[1]: systemd running in system mode (Ubuntu ${release.version})`],
    [0.5, 'systemd[1]: Detected virtualization microsoft.'],
    [0.5, `systemd[1]: Hostname set to <${spec.computerName}>.`],
  ];
  const printed = lines.map(([part, text]) => [part * seconds, `${stamp(part * seconds)}${text}\n`] as const);
  return [
    ...printed,
    [0.5 * seconds, `\nWelcome to ${release.pretty}!\n\n`],
    [0.7 * seconds, '[  OK  ] Created slice system-getty.slice - Slice /system/getty.\n[  OK  ] Reached target local-fs.target - Local File Systems.\n'],
    [0.9 * seconds, '[  OK  ] Finished systemd-udev-settle.service - Wait for udev To Complete Device Initialization.\n'],
  ];
}

/** The table that cloud-init prints of the network. */
export function networkTable(spec: MachineSpec, seconds: number): string {
  const line = (text: string): string => `${stamp(seconds)}cloud-init[641]: ci-info: ${text}\n`;
  const row = (...cells: string[]): string => line(`| ${cells.join(' | ')} |`);
  const address = spec.privateAddress.padEnd(15);
  return [
    line('++++++++++++++++++++Net device info++++++++++++++++++++'),
    row('Device', ' Up ', '    Address    ', '     Mask    '),
    row(' eth0 ', 'True', address, '255.255.255.0'),
    row('  lo  ', 'True', '127.0.0.1      ', '  255.0.0.0  '),
    line('+++++++++++++++++++++++++++++++++++++++++++++++++++++++'),
  ].join('');
}

/** `Cloud-init v. … running 'init' at …. Up 9.81 seconds.` */
export function stageLine(release: Release, stage: string, now: number, seconds: number): string {
  const running = { 'init-local': 'init-local', init: 'init', 'modules-config': 'modules:config', 'modules-final': 'modules:final' }[stage] ?? stage;
  return `Cloud-init v. ${release.cloudInit} running '${running}' at ${longDate(now)}. Up ${seconds.toFixed(2)} seconds.\n`;
}

/** `Tue, 24 Nov 2026 22:50:01 +0000` */
export const longDate = (now: number): string => new Date(now).toUTCString().replace('GMT', '+0000');

/** What a person at the console would see once getty runs. */
export const loginPrompt = (spec: MachineSpec, release: Release): string => `\n${release.pretty} ${spec.computerName} ttyS0\n\n${spec.computerName} login: `;
