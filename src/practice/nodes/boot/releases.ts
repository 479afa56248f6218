/** What differs between the Ubuntu releases that Azure offers (azure-facts 1.1 and 8). */
export interface Release {
  readonly version: '22.04' | '24.04' | '26.04';
  readonly pretty: string;
  readonly codename: string;
  readonly nickname: string;
  readonly kernel: string;
  /** Without `SSH-2.0-`. */
  readonly ssh: string;
  readonly bash: string;
  readonly libc: string;
  readonly gcc: string;
  readonly cloudInit: string;
  readonly openMpi: string;
  readonly openMpiPackage: string;
  readonly clustershell: string;
  /** Ubuntu kept exit code 0 of `cloud-init status` for a degraded run in its older releases (azure-facts 7). */
  readonly degradedExitCode: 0 | 2;
  /** The HPC image of it: another MPI, InfiniBand drivers, and packages that must not meet Ubuntu's (azure-facts 1.2). */
  readonly hpc?: true;
}

const releases: readonly Release[] = [
  {
    version: '22.04',
    pretty: 'Ubuntu 22.04.5 LTS',
    codename: 'jammy',
    nickname: 'Jammy Jellyfish',
    kernel: '6.8.0-1041-azure',
    ssh: 'OpenSSH_8.9p1 Ubuntu-3ubuntu0.13',
    bash: '5.1.16',
    libc: '2.35',
    gcc: '11.4.0',
    cloudInit: '25.2-0ubuntu1~22.04.1',
    openMpi: '4.1.2',
    openMpiPackage: '4.1.2-2ubuntu1',
    clustershell: '1.8.4',
    degradedExitCode: 0,
  },
  {
    version: '24.04',
    pretty: 'Ubuntu 24.04.3 LTS',
    codename: 'noble',
    nickname: 'Noble Numbat',
    kernel: '6.14.0-1017-azure',
    ssh: 'OpenSSH_9.6p1 Ubuntu-3ubuntu13.14',
    bash: '5.2.21',
    libc: '2.39',
    gcc: '13.3.0',
    cloudInit: '25.2-0ubuntu1~24.04.1',
    openMpi: '4.1.6',
    openMpiPackage: '4.1.6-7ubuntu2',
    clustershell: '1.9.2',
    degradedExitCode: 2,
  },
  {
    version: '26.04',
    pretty: 'Ubuntu 26.04 LTS',
    codename: 'resolute',
    nickname: 'Resolute Raccoon',
    kernel: '7.0.0-1006-azure',
    ssh: 'OpenSSH_10.2p1 Ubuntu-2ubuntu1',
    bash: '5.3.3',
    libc: '2.43',
    gcc: '15.2.0',
    cloudInit: '26.1-0ubuntu1',
    openMpi: '5.0.9',
    openMpiPackage: '5.0.9-1ubuntu1',
    clustershell: '1.9.3',
    degradedExitCode: 2,
  },
];

/** The HPC images: HPC-X instead of Ubuntu's Open MPI. Its version is HPC-X 2.25's, as far as it is known. */
const hpcReleases: readonly Release[] = releases.slice(0, 2).map((release) => ({ ...release, openMpi: '5.0.8', hpc: true }));

/** The release in an image's URN; the newest common one where the URN names none of them. */
export function releaseOf(image: string): Release {
  const among = /ubuntu-hpc/i.test(image) ? hpcReleases : releases;
  const found = among.find(
    ({ version }) => image.includes(version) || image.includes(version.replace('.', '_')) || image.includes(`:${version.replace('.', '')}`),
  );
  return found ?? (among[1] as Release);
}

/** Major version of its Open MPI: the names of options and transports differ (azure-facts 8.2). */
export const openMpiMajor = (release: Release): number => Number(release.openMpi.split('.')[0]);
