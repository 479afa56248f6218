declare const RANK0_VERSION: string | undefined;

/** The version in package.json, put in by the build; from source there is none. */
export const version = typeof RANK0_VERSION === 'string' ? RANK0_VERSION : '0.0.0-source';
