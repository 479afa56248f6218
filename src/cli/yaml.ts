import { parseDocument } from 'yaml';

/** A YAML document with its errors; the one static import of `yaml` here (CommonJS packages break when imported dynamically). */
export const parseYaml = (content: string): ReturnType<typeof parseDocument> => parseDocument(content, { prettyErrors: true });
