/** The host name of an instance: the prefix and the id to the base of 36, six digits with capitals (azure-facts 4.3, recorded answers; `…00000A` in Azure's own). */
export const hostName = (prefix: string, id: number): string => `${prefix}${id.toString(36).toUpperCase().padStart(6, '0')}`;

/** The resource name of an instance. */
export const instanceName = (scaleSet: string, id: string): string => `${scaleSet}_${id}`;
