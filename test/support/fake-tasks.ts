import type { PlannedTask } from '../../src/screens/model/task-view.ts';
import type { StageId } from '../../src/state/stage-id.ts';

/** Tasks of a stage, with the ids and titles of the real ones. */
export function plannedOf(stage: StageId, cluster: string, count: number): readonly PlannedTask[] {
  const names = Array.from({ length: count }, (_, index) => `${cluster}${index}`);
  const group = `${cluster}-rg`;
  const one = (id: string, title: string, ...commands: string[]): PlannedTask => ({ id, title, commands, needs: [] });
  switch (stage) {
    case 'sign-in':
      return [one('sign-in', 'subscription', 'az login')];
    case 'plan':
      return [
        one('plan/size', 'size Standard_D2s_v5', 'az vm list-skus --location eastus --size Standard_D2s_v5 --output table'),
        one('plan/quota', 'quota', 'az vm list-usage --location eastus --output table'),
        one('plan/price', 'price'),
      ];
    case 'resource-group':
      return [
        one('provider/Microsoft.Compute', 'provider Microsoft.Compute', 'az provider register --namespace Microsoft.Compute'),
        one('group', `resource group ${group}`, `az group create --name ${group} --location eastus --tags createdBy=rank0 rank0-cluster=${cluster}`),
      ];
    case 'nodes':
      return [
        one(
          'placement-group',
          `placement group ${cluster}PPG`,
          `az ppg create --name ${cluster}PPG --resource-group ${group} --location eastus --intent-vm-sizes Standard_D2s_v5`,
        ),
        one('security-group', `security group ${cluster}NSG`, `az network nsg create --resource-group ${group} --name ${cluster}NSG`),
        one(
          'network',
          `network ${cluster}VNET`,
          `az network vnet create --resource-group ${group} --name ${cluster}VNET --address-prefixes 10.0.0.0/16 --subnet-name ${cluster}Subnet --subnet-prefixes 10.0.0.0/24`,
        ),
        ...names.map((name, index) =>
          one(
            `address/${name}`,
            `address ${cluster}PublicIP${index}`,
            `az network public-ip create --resource-group ${group} --name ${cluster}PublicIP${index} --sku Standard`,
          ),
        ),
        ...names.map((name, index) =>
          one(
            `nic/${name}`,
            `network card ${cluster}VMNic${index}`,
            `az network nic create --resource-group ${group} --name ${cluster}VMNic${index} --vnet-name ${cluster}VNET --subnet ${cluster}Subnet`,
          ),
        ),
        ...names.map((name) =>
          one(
            `machine/${name}`,
            `machine ${name}`,
            `az vm create --resource-group ${group} --name ${name} --size Standard_D2s_v5 --image Ubuntu2404 --ppg ${cluster}PPG`,
          ),
        ),
        one('resources', 'everything Azure lists', `az resource list --resource-group ${group} --output table`),
      ];
    case 'log-in':
      return names.flatMap((name) => [
        one(`host-key/${name}`, `host key of ${name}`, `az vm boot-diagnostics get-boot-log --resource-group ${group} --name ${name}`),
        one(`login/${name}`, `login to ${name}`, `ssh ${name} true`),
        one(`cloud-init/${name}`, `cloud-init on ${name}`, 'cloud-init status --wait'),
      ]);
    case 'cluster-ssh':
      return [
        one('cluster-key', 'the key of the nodes', "ssh-keygen -t ed25519 -N '' -f ~/.ssh/rank0_cluster"),
        ...names.map((name) => one(`key/${name}`, `key on ${name}`)),
        ...names.map((name) => one(`known-hosts/${name}`, `known hosts on ${name}`)),
        one('clush', 'clush', `clush -w ${cluster}[0-${count - 1}] uname -n`),
      ];
    case 'hello-mpi':
      return [
        one('hello/source', 'hello.c'),
        one('hello/compile', 'compile', 'mpicc hello.c -o hello'),
        one('hello/copy', 'copy', 'clush -a -c hello'),
        one('hello/run', 'run', `mpirun --hostfile hostfile ./hello`),
      ];
    case 'benchmark':
      return [
        one('osu/source', 'OSU micro-benchmarks 7.5.2', 'curl -sSfO https://mvapich.cse.ohio-state.edu/download/mvapich/osu-micro-benchmarks-7.5.2.tar.gz'),
        one('osu/build', 'build', './configure CC=mpicc CXX=mpicxx --prefix=$PWD/install && make -j && make install'),
        one('osu/copy', 'copy', `clush -w ${cluster}[0-${count - 1}] -c osu-micro-benchmarks-7.5.2/install`),
        one(
          'benchmark/latency',
          'latency',
          `mpirun -np 2 --host ${cluster}0,${cluster}1 osu-micro-benchmarks-7.5.2/install/libexec/osu-micro-benchmarks/mpi/pt2pt/osu_latency`,
        ),
        one('benchmark/bandwidth', 'bandwidth'),
        one('benchmark/pairs', 'every pair'),
      ];
    case 'shared-files':
      return [
        one('shared/server', `the server on ${cluster}0`, 'sudo apt-get install -y nfs-kernel-server', 'sudo exportfs -ra'),
        ...names.map((name) => one(`shared/mount/${name}`, `/scratch on ${name}`, `sudo mount -t nfs4 -o nconnect=8,hard ${cluster}0:/shared /scratch`)),
        one('shared/verify', 'a file written on one, read on all'),
      ];
    case 'prune':
      return [
        one('prune/way-in', `the way in through ${cluster}0`, `ssh -J ${cluster}0 ${cluster}1 true`),
        ...names
          .slice(1)
          .map((name, index) =>
            one(
              `prune/address/${name}`,
              `address of ${name}`,
              `az network nic ip-config update --resource-group ${group} --nic-name ${cluster}VMNic${index + 1} --name ipconfig1 --remove publicIpAddress`,
            ),
          ),
        one('prune/reached', 'every node through the head', `clush -w ${cluster}[1-${count - 1}] uname -n`),
      ];
    default:
      return [];
  }
}
