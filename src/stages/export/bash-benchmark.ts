import { osuMicroBenchmarks as osu, programUses } from '../../remote/osu/programs.ts';
import { benchmarkKinds, type BenchmarkKind } from '../../state/measurement.ts';
import { kindWords } from '../figures/readings.ts';
import type { ScriptFacts } from './bash-facts.ts';
import { comment, remote, sh, v, within } from './bash-lines.ts';
import { mpiLine, mpirun } from './bash-remote.ts';

/** Rounds of each size, so that each program ends within a minute or two on Ethernet, too. */
const rounds: Readonly<Record<BenchmarkKind, number>> = { latency: 1000, bandwidth: 20, 'bidirectional-bandwidth': 20, allreduce: 500, barrier: 1000 };

export function benchmarkParts(facts: ScriptFacts): string {
  const programs = benchmarkKinds.map((kind) => {
    const { sizes, over } = programUses[kind];
    const program = osu.programs[kind]
      .split('/')
      .slice(facts.benchmarksOfImage ? -1 : -2)
      .join('/');
    const words = [...(sizes === undefined ? [] : [`-m ${sizes}`]), `-i ${rounds[kind]}`, `-x ${rounds[kind] / 10}`].join(' ');
    return `  say ${JSON.stringify(`${kindWords[kind].title}, ${kindWords[kind].unit}`)}\n  measure ${over === 'two' ? '"$head,$second"' : '"$all"'} ${program} ${words}`;
  });
  const folder = facts.benchmarksOfImage ? '$HPCX_OSU_DIR' : `${v('osu')}/install/libexec/osu-micro-benchmarks/mpi`;
  const line = mpirun(facts, { hosts: ['HOSTS'], byNode: true, program: `${folder}/PROGRAM < /dev/null` });
  const measure = remote(mpiLine(facts, `timeout -k 5 180 ${line}`))
    .replace('HOSTS', '$1')
    .replace('PROGRAM', sh`@{*:2}`);
  const [first = ''] = facts.why('benchmark').split(/(?<=\.) /);
  return sh`${comment(`${first} It costs nothing extra and takes a few minutes.`)}
benchmark() {
  local second=@{nodes[1]} all
  all=$(IFS=, && echo "@{nodes[*]}")
  say 'Benchmark'
${facts.benchmarksOfImage ? '  # The image brings the benchmarks, built for its network.' : build(facts)}
${programs.join('\n')}
}

# One process on each of these nodes.
measure() { # NODE,NODE... PROGRAM WORDS...
  on "$head" ${measure}
}`;
}

/** The source is built only if it is the one that is known. */
function build(facts: ScriptFacts): string {
  const make = [
    'set -e',
    `curl -fsSL -o ${v('osu')}.tar.gz '${v('osu_source')}'`,
    `echo '${osu.sha256}  ${v('osu')}.tar.gz' | sha256sum -c --quiet`,
    `rm -rf ${v('osu')}`,
    `tar -xzf ${v('osu')}.tar.gz`,
    `cd ${v('osu')}`,
    mpiLine(facts, './configure CC=mpicc CXX=mpicxx --prefix="$PWD/install"'),
    'make -j"$(nproc)"',
    'make install',
  ];
  const lines = make.map(within).join('\n      ');
  return sh`  # ${osu.title}, built once, on the head, and only if its sha256 is the known one.
  on "$head" 'type -P make g++ > /dev/null' || install_on "$head" 'make g++'
  if ! on "$head" "test -e $osu/install"; then
    on "$head" "{
      ${lines}
    } > build.log 2>&1" || fail "the benchmarks were not built: see build.log on $head"
    on "$head" "tar -czf osu.tar.gz $osu/install"
    on "$head" "$clush -a -x $head -c osu.tar.gz"
    on "$head" "$clush -a -x $head tar -xzf osu.tar.gz"
  fi`;
}

/** Where the source comes from. */
export const benchmarkVariables = ({ benchmarksOfImage, remembered: { choices } }: ScriptFacts): string[] =>
  benchmarksOfImage ? [] : [`osu='${osu.folder}'`, `osu_source='${(choices.osuSource ?? osu.url).replaceAll("'", '%27')}'`];
