/** The host name of an instance: the prefix and the id to the base of 36, six digits (azure-facts 4.3, recorded answers). */
export const hostName = (prefix: string, id: number): string => `${prefix}${id.toString(36).padStart(6, '0')}`;

/** The resource name of an instance. */
export const instanceName = (scaleSet: string, id: string): string => `${scaleSet}_${id}`;
