/** An image of the marketplace (azure-facts 1), with its versions, oldest first. */
export interface Image {
  readonly publisher: string;
  readonly offer: string;
  readonly sku: string;
  readonly generation: 'V1' | 'V2';
  readonly architecture: 'x64' | 'Arm64';
  readonly nvme: boolean;
  readonly trustedLaunch: boolean;
  readonly versions: readonly string[];
}

const ubuntu = (offer: string, sku: string, generation: 'V1' | 'V2', versions: readonly string[], architecture: 'x64' | 'Arm64' = 'x64'): Image => ({
  publisher: 'Canonical',
  offer,
  sku,
  generation,
  architecture,
  nvme: generation === 'V2',
  trustedLaunch: generation === 'V2' && architecture === 'x64',
  versions,
});

const hpc = (publisher: string, offer: string, sku: string, version: string): Image => ({
  publisher,
  offer,
  sku,
  generation: 'V2',
  architecture: 'x64',
  nvme: true,
  trustedLaunch: true,
  versions: [version],
});

export const images: readonly Image[] = [
  ubuntu('0001-com-ubuntu-server-jammy', '22_04-lts', 'V1', ['22.04.202508150', '22.04.202610060']),
  ubuntu('0001-com-ubuntu-server-jammy', '22_04-lts-gen2', 'V2', ['22.04.202508150', '22.04.202610060']),
  ubuntu('0001-com-ubuntu-server-jammy', '22_04-lts-arm64', 'V2', ['22.04.202508150'], 'Arm64'),
  ubuntu('ubuntu-24_04-lts', 'server', 'V2', ['24.04.202508100', '24.04.202611030']),
  ubuntu('ubuntu-24_04-lts', 'server-gen1', 'V1', ['24.04.202508100', '24.04.202611030']),
  ubuntu('ubuntu-24_04-lts', 'server-arm64', 'V2', ['24.04.202508100'], 'Arm64'),
  ubuntu('ubuntu-24_04-lts', 'minimal', 'V2', ['24.04.202508100', '24.04.202611030']),
  ubuntu('ubuntu-26_04-lts', 'server', 'V2', ['26.04.202610220']),
  ubuntu('ubuntu-26_04-lts', 'server-gen1', 'V1', ['26.04.202610220']),
  ubuntu('ubuntu-26_04-lts', 'server-arm64', 'V2', ['26.04.202610220'], 'Arm64'),
  ubuntu('ubuntu-26_04-lts', 'minimal', 'V2', ['26.04.202610220']),
  hpc('microsoft-dsvm', 'ubuntu-hpc', '2204', '22.04.2026072901'),
  hpc('microsoft-dsvm', 'ubuntu-hpc', '2404', '24.04.2026072901'),
  hpc('almalinux', 'almalinux-hpc', '8_10-hpc-gen2', '8.10.2026070201'),
  hpc('almalinux', 'almalinux-hpc', '9-hpc-gen2', '9.6.2026070201'),
];
