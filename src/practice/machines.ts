/**
 * What a drill does to a machine at its first boot: its SSH server shows a host key that it never printed on its console, or
 * the package servers do not answer while cloud-init installs. Or it stands on hardware whose network is slow.
 */
export type Trouble = 'other-host-key' | 'no-mirror' | 'slow-network';

/** What ARM tells a machine when it boots: all that the node needs to know of itself. */
export interface MachineSpec {
  /** Stable identity across stop and start; a new machine of the same name has another one (ARM's `vmId`). */
  readonly vmId: string;
  /** ARM id of the virtual machine. */
  readonly id: string;
  readonly computerName: string;
  readonly adminUsername: string;
  /** Lines for authorized_keys. */
  readonly publicKeys: readonly string[];
  /** Decoded user data. */
  readonly customData?: string;
  readonly size: { readonly name: string; readonly vCPUs: number; readonly memoryGB: number };
  /** URN with the exact version. */
  readonly image: string;
  readonly privateAddress: string;
  /** Prefix of its subnet, `10.0.0.0/24`. */
  readonly subnetPrefix: string;
  /** ARM id of its VNet: machines of one VNet resolve and reach each other. */
  readonly networkId: string;
  readonly publicAddress?: string;
  /** Where outbound internet comes from; undefined = it has none, and apt fails. */
  readonly outbound?: 'public-address' | 'nat-gateway' | 'default';
  readonly acceleratedNetworking: boolean;
  readonly placementGroup?: string;
  /** The fabric that it stands on (instances of one scale set in one placement group share it), and the speed of its port in Gb/s. */
  readonly infiniBand?: { readonly fabric: string; readonly gigabits: number };
  readonly trouble?: Trouble;
}

/**
 * What ARM's virtual machines are made of. The practice cloud has nodes in the process; the lab gives real ones.
 * ARM calls it in order for each machine; times are milliseconds on the world's clock.
 */
export interface Machines {
  /** The machine boots at `at` (first boot, or start after a stop: same vmId, its disk kept). Idempotent for the same `at`. */
  boot(spec: MachineSpec, at: number): Promise<void>;
  /** Its network configuration changed while it runs (an address taken away, outbound gone). */
  rewire(spec: MachineSpec): Promise<void>;
  /** Power is cut. The disk is kept. */
  halt(vmId: string): Promise<void>;
  /** Disk and all are gone. */
  destroy(vmId: string): Promise<void>;
  /** Runs a script as root through the machine's agent (Run Command). Left out where machines have none. */
  run?(vmId: string, script: string): Promise<{ readonly stdout: string; readonly stderr: string }>;
  /** What the serial console printed up to `now`, CRLF line ends as in Azure. Empty before it printed anything. */
  serialLog(vmId: string, now: number): Promise<string>;
}
