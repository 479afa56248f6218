import { imageReference, type PreflightResult } from '../azure/preflight.ts';
import type { Choices } from '../state/choices.ts';
import type { Found } from '../state/found.ts';

/** What the plan found out, as the journal keeps it; undefined before all of it is known. */
export function foundIn({ image, size, acceleratedNetworking, securityType }: Partial<PreflightResult>): Found | undefined {
  if (!image || !size || acceleratedNetworking === undefined) return undefined;
  return {
    image: { ...image.reference },
    exactVersion: image.exactVersion,
    vCPUs: size.vCPUs,
    acceleratedNetworking,
    ...(securityType === undefined ? {} : { securityType }),
  };
}

/** The same as far as the choices say it, for a cluster whose journal has it not. */
export function foundByChoices({ image, size }: Pick<Choices, 'image' | 'size'>): Found {
  const reference = imageReference(image, { generations: ['V1', 'V2'], architecture: /_[A-Z]+\d+[a-z]*p/.test(size) ? 'Arm64' : 'x64' });
  const vCPUs = Number(/^[A-Za-z]+_[A-Z]+(\d+)/.exec(size)?.[1] ?? 1);
  const securityType = /^canonical$/i.test(reference.publisher) ? { securityType: 'TrustedLaunch' as const } : {};
  return { image: { ...reference }, exactVersion: reference.version, vCPUs, acceleratedNetworking: true, ...securityType };
}
