/** The folders of src, from the command line inwards. */
export declare const folders: readonly string[];
/** What each folder may import of ours. */
export declare const mayImport: Readonly<Record<string, readonly string[]>>;
/** Packages that only some folders may import. */
export declare const packages: Readonly<Record<string, readonly string[]>>;
/** The whole of biome.json. */
export declare const biome: Readonly<Record<string, unknown>>;
