import * as z from 'zod';

/** When Azure deallocates the nodes by itself: each day at this time, until it is taken away. */
export const autostopSchema = z.object({
  /** `HHMM`, as Azure keeps it. */
  at: z.string().regex(/^([01]\d|2[0-3])[0-5]\d$/),
  /** Windows zone id, as Azure keeps it: `W. Europe Standard Time`. */
  zone: z.string(),
  /** The same zone by its IANA name. */
  place: z.string(),
  /** The first time that it is due, ISO 8601. */
  first: z.string(),
  /** Where a sum was named: the dollars that are spent about then. */
  dollars: z.number().optional(),
  /** Nodes that have it, by their names. */
  nodes: z.array(z.string()),
});
export type Autostop = z.infer<typeof autostopSchema>;
