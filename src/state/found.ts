import * as z from 'zod';

/** What the plan found out and the machines were built from: it is asked again by each run, and kept so that what ran can be told without asking. */
export const foundSchema = z.object({
  image: z.object({ publisher: z.string(), offer: z.string(), sku: z.string(), version: z.string() }),
  /** What `latest` was then. */
  exactVersion: z.string(),
  vCPUs: z.number(),
  acceleratedNetworking: z.boolean(),
  securityType: z.literal('TrustedLaunch').optional(),
});
export type Found = z.infer<typeof foundSchema>;
