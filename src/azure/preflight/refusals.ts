import type { Choices } from '../../state/choices.ts';
import { type NextStep, ProblemError, usageError } from '../../state/problem.ts';
import { quotaPageOf } from '../clouds.ts';
import type { Findings } from './findings.ts';
import { misfits, type ImageTraits } from './images.ts';
import { nearest } from './nearest.ts';
import { proposalsFor, steps } from './proposals.ts';
import { exceeded, type QuotaLine, quotaLines } from './quota.ts';
import type { SizeOffer } from './sizes.ts';

/**
 * The wanted size as the region offers it.
 * @throws ProblemError exit code 2 where there is no such region or size, 3 where this subscription cannot have it there.
 */
export async function checkSize(findings: Findings, choices: Choices, signal: AbortSignal): Promise<SizeOffer> {
  const regions = await findings.regions(signal);
  if (!regions.some((one) => one.name === choices.location)) {
    const near = nearest(
      choices.location,
      regions.map((one) => one.name),
    );
    throw usageError(
      'location-unknown',
      `--location ${choices.location}: no such region`,
      `Nearest: ${near.join(', ')}. All of them: az account list-locations --output table.`,
      near.slice(0, 1).map((name) => ({ label: 'Did you mean', command: `rank0 up --location ${name}` })),
    );
  }
  const here = await findings.region(signal);
  const size = here.sizes.find((one) => one.name === choices.size);
  const infiniband = choices.network === 'infiniband';
  const withoutRdma = size?.problem === undefined && size?.rdma === false && infiniband;
  if (size && size.problem === undefined && !withoutRdma) return size;
  const proposals = proposalsFor(choices, here, await findings.elsewhere(signal), await taker(findings, choices, size, signal));
  // Fewer of it have no InfiniBand either.
  if (size && withoutRdma) {
    const others = proposals.filter((one) => one.size !== choices.size);
    throw noRdma(choices, steps(choices, others));
  }
  if (size) {
    throw new ProblemError(
      {
        code: 'size-not-offered',
        message: `${choices.size}: ${size.problem}`,
        means: 'Azure would refuse every machine of this size. Nothing has been created.',
        next: steps(choices, proposals),
      },
      { exitCode: 3 },
    );
  }
  const elsewhere = (await findings.elsewhere(signal)).find((region) => region.sizes.some((one) => one.name === choices.size));
  if (elsewhere) {
    throw new ProblemError(
      {
        code: 'size-not-in-region',
        message: `${choices.location} does not have the size ${choices.size}; ${elsewhere.location} does`,
        means: 'Not every region has every size. Nothing has been created.',
        next: steps(choices, proposals),
      },
      { exitCode: 3 },
    );
  }
  const near = nearest(
    choices.size,
    here.sizes.filter((one) => one.problem === undefined && (!infiniband || one.rdma)).map((one) => one.name),
  );
  throw usageError(
    'size-unknown',
    `--size ${choices.size}: ${choices.location} has no such size`,
    `Nearest: ${near.join(', ')}. All of them: az vm list-skus --location ${choices.location} --output table.`,
    near.slice(0, 1).map((name) => ({ label: 'Did you mean', command: `rank0 up --size ${name}${infiniband ? ' --network infiniband' : ''}` })),
  );
}

/**
 * The limits that the missing machines count against, all of which suffice.
 * @throws ProblemError exit code 3 with need against limit, up to three plans that fit, and where to ask for more.
 */
export async function checkQuota(findings: Findings, choices: Choices, signal: AbortSignal): Promise<{ lines: QuotaLine[]; existing: number }> {
  const [here, size, existing] = await Promise.all([findings.region(signal), findings.size(signal), findings.existingMachines(signal)]);
  const lines = quotaLines(here.usages, size, Math.max(0, choices.count - existing));
  const short = exceeded(lines);
  if (short.length === 0) return { lines, existing };
  const proposals = proposalsFor(choices, here, await findings.elsewhere(signal), await taker(findings, choices, size, signal));
  const words = short.map(
    (line) => `${line.name}: ${line.needed} needed, ${Math.max(0, line.limit - line.used)} left (limit ${line.limit}, ${line.used} used)`,
  );
  throw new ProblemError(
    {
      code: 'quota-exceeded',
      message: `${choices.count} × ${choices.size} in ${choices.location} does not fit the quota. ${words.join('; ')}`,
      means: 'The subscription may not use as many vCPUs there as the plan needs. Machines that are stopped count too. Nothing has been created.',
      next: [...steps(choices, proposals), askForMore(choices.cloud)],
    },
    { exitCode: 3 },
  );
}

const noRdma = (choices: Choices, next: readonly NextStep[]): ProblemError =>
  new ProblemError(
    {
      code: 'size-without-infiniband',
      message: `${choices.size} has no InfiniBand`,
      means: 'RDMA works over InfiniBand alone, and only the sizes of the HB, HC and HX families have it. Nothing has been created.',
      next: [...next, { label: 'See which sizes have it', command: `az vm list-skus --location ${choices.location} --size Standard_H --all --output table` }],
    },
    { exitCode: 3 },
  );

function askForMore(cloud: string): NextStep {
  const place = cloud === 'practice' ? 'In the real Azure you would ask for more at' : 'Ask for more at';
  const page = quotaPageOf(cloud) ?? quotaPageOf('public');
  return { label: `${place} ${page} (minutes to days; a free trial or student subscription has to be upgraded first)` };
}

/** Whether the chosen image runs on a size and the size has the chosen network; where nothing is known of it, a current Ubuntu image is taken to be meant. */
async function taker(
  findings: Findings,
  { network }: Pick<Choices, 'network'>,
  size: SizeOffer | undefined,
  signal: AbortSignal,
): Promise<(size: SizeOffer) => boolean> {
  const standard: ImageTraits = { generation: 'V2', architecture: 'x64', controllers: undefined, trustedLaunch: true };
  let traits = standard;
  if (size && size.problem === undefined) {
    try {
      const { generation, architecture } = await findings.image(size, signal);
      traits = { ...standard, generation, architecture };
    } catch (error) {
      // What is wrong with the image is said by its own task.
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  return (one) => one.rdma === (network === 'infiniband') && misfits(traits, one).length === 0;
}
