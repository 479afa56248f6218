declare const RANK0_VERSION: string | undefined;

/** The version in package.json, put in by the build; from source there is none. */
const version = typeof RANK0_VERSION === 'string' ? RANK0_VERSION : '0.0.0-source';

/**
 * Runs the command line.
 * @param argv the words after the script's name.
 * @returns the exit code (0 done, 2 usage).
 */
export async function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--version')) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  process.stderr.write('rank0: only --version is there so far\n');
  return 2;
}
