import * as z from 'zod';

/** File systems that all nodes see: none, NFS from the head's disk, or Blob NFS in one of its two kinds (azure-facts 10, 11). */
export const sharedFilesKinds = ['none', 'head', 'blob', 'blob-premium'] as const;
export type SharedFiles = (typeof sharedFilesKinds)[number];

/**
 * What a person chose, resolved: every default filled in. The keys are the file's keys (design 4);
 * `publicKeys` is the text of the person's own public keys that go beside rank0's, one line each.
 */
export const choicesSchema = z.object({
  name: z.string(),
  resourceGroup: z.string(),
  location: z.string(),
  network: z.enum(['ethernet', 'infiniband']),
  size: z.string(),
  count: z.number().int(),
  /** As it was given: `24.04`, an alias or a URN `publisher:offer:sku:version`; the plan resolves it. */
  image: z.string(),
  adminUsername: z.string(),
  publicKeys: z.array(z.string()),
  /** CIDR that may reach port 22. */
  sshSource: z.string(),
  allowWideSource: z.boolean(),
  /** The person's own user data, as text. */
  customData: z.string().optional(),
  packageUpgrade: z.boolean(),
  useExistingGroup: z.boolean(),
  /** Latency and bandwidth are measured after hello. */
  benchmark: z.boolean().default(false),
  /** A mirror of the benchmarks' source. */
  osuSource: z.string().optional(),
  sharedFiles: z.enum(sharedFilesKinds).default('none'),
  /** Root of any node is root in what the head shares (no_root_squash). */
  rootWrites: z.boolean().default(false),
  /** Only the head keeps a public address; the others are reached through it. */
  prune: z.boolean().default(false),
  /** Nodes without a public address go out through a NAT gateway. */
  natGateway: z.boolean().default(false),
  /** Name of the proximity placement group of a cluster that was adopted, '' for none; the usual one where nothing is said. */
  placementGroup: z.string().optional(),
  subscription: z.string(),
  tenant: z.string().optional(),
  /** `public`, `china`, `usgov`, `practice` or an https URL. */
  cloud: z.string(),
});

export type Choices = z.infer<typeof choicesSchema>;
