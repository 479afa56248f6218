import { mostInstances } from '../azure/scale-set-body.ts';
import type { Choices } from '../state/choices.ts';
import { usageError } from '../state/problem.ts';
import { countRange, type Given } from './questions.ts';

type Network = Choices['network'];

/** Size and image of a road where none were named (azure-facts 1.1, 1.2, 2.4). */
export const roadDefaults: Readonly<Record<Network, { readonly size: string; readonly image: string }>> = {
  ethernet: { size: 'Standard_D2s_v5', image: '24.04' },
  infiniband: { size: 'Standard_HB120rs_v3', image: 'microsoft-dsvm:ubuntu-hpc:2404:latest' },
};

/** The most nodes of a road: one fabric has a limit of its own. */
export const mostNodes = (network: Network | undefined): number => (network === 'infiniband' ? mostInstances : countRange.most);

/** Azure adds six digits to the name of a scale set's cluster, and a Linux host name has 64 characters at most (azure-facts 4.3). */
const longestPrefix = 58;

/** Ubuntu by its number, as the HPC images have it. */
const hpcImages: Readonly<Record<string, string>> = { '22.04': '2204', '24.04': '2404' };

/**
 * The image of a road. On the InfiniBand road it is one that brings the drivers and an MPI that uses them.
 * @throws ProblemError exit code 2 for an image without drivers.
 */
export function imageFor(network: Network, image: string | undefined): string {
  if (image === undefined) return roadDefaults[network].image;
  if (network === 'ethernet') return image;
  const release = hpcImages[image.replace(/^Ubuntu(\d\d)(\d\d)$/i, '$1.$2')];
  if (release !== undefined) return `microsoft-dsvm:ubuntu-hpc:${release}:latest`;
  if (/^microsoft-dsvm:ubuntu-hpc:(2204|2404):/i.test(image)) return image;
  throw usageError(
    'image-without-drivers',
    `--image ${image}: no InfiniBand drivers`,
    "InfiniBand needs drivers and an MPI that uses them. Ubuntu's own images have neither; microsoft-dsvm:ubuntu-hpc has both, in 22.04 and 24.04, for machines without special processors.",
    [{ label: 'Use the HPC image', command: 'rank0 up --network infiniband --image 24.04' }],
  );
}

/**
 * What cannot be on the InfiniBand road, whatever Azure says.
 * @throws ProblemError exit code 2.
 */
export function checkRoad(network: Network, given: Given, name: string, count: number): void {
  if (network === 'ethernet') return;
  if (count > mostInstances) {
    throw usageError(
      'count-not-allowed',
      `--count ${count}: more than one InfiniBand fabric takes`,
      `Allowed with --network infiniband: 2 to ${mostInstances}. More machines would be several placement groups, and those share no fabric.`,
      [{ label: 'As many as there can be', command: `rank0 up --network infiniband --count ${mostInstances}` }],
    );
  }
  if (name.length > longestPrefix) {
    throw usageError(
      'name-not-allowed',
      `--name ${name}: ${name.length} characters, too long for a scale set`,
      `Allowed with --network infiniband: 1 to ${longestPrefix} characters, because Azure adds six to make the name of a machine.`,
    );
  }
  if (given.packageUpgrade === true) {
    throw usageError(
      'upgrade-breaks-drivers',
      '--package-upgrade with --network infiniband',
      'An upgrade of the HPC image may replace its kernel, and the InfiniBand drivers are built for the one that it has. The image itself is renewed every few weeks.',
      [{ label: 'Leave it out', command: 'rank0 up --network infiniband' }],
    );
  }
}
