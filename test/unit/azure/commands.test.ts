import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { resourceNames } from '../../../src/azure/blueprint.ts';
import { azCommands } from '../../../src/azure/commands.ts';
import { blueprint, choices } from './support.ts';

const node = resourceNames('glocluster', 4).nodes[2] as NonNullable<ReturnType<typeof resourceNames>['nodes'][number]>;

describe('the az lines that do the same by hand', () => {
  it('make a machine as rank0 does: its card, placement group, key, user data, delete options, Trusted Launch', () => {
    const [create, diagnostics] = azCommands(blueprint).machine(node);
    for (const words of [
      'az vm create --name glocluster2 --resource-group glocluster-rg',
      '--size Standard_D2s_v5',
      '--nics gloclusterVMNic2 --ppg gloclusterPPG',
      '--admin-username glock --ssh-key-values login_key.pub --custom-data custom-data',
      '--security-type TrustedLaunch',
      '--os-disk-delete-option Delete --nic-delete-option Delete',
    ]) {
      expect(create).toContain(words);
    }
    expect(diagnostics).toBe('az vm boot-diagnostics enable --name glocluster2 --resource-group glocluster-rg');
  });

  it('make private subnets and one narrow rule', () => {
    const all = azCommands(blueprint);
    expect(all.network().join('\n')).toContain('--default-outbound-access false');
    expect(all.securityGroup()[1]).toContain('--source-address-prefixes 203.0.113.7/32 --destination-port-ranges 22');
  });

  it("delete the address with its card, and let the person's own keys in too", () => {
    expect(azCommands(blueprint).nic(node)[1]).toBe(
      "az resource update --name gloclusterVMNic2 --resource-group glocluster-rg --resource-type Microsoft.Network/networkInterfaces --set 'properties.ipConfigurations[0].properties.publicIPAddress.properties.deleteOption=Delete'",
    );
    const [create] = azCommands({ ...blueprint, choices: { ...choices, publicKeys: ['ssh-rsa BBBB me'] } }).machine(node);
    expect(create).toContain("--ssh-key-values login_key.pub 'ssh-rsa BBBB me' --custom-data custom-data");
  });

  it('say nothing to a shell but words', () => {
    const wide = azCommands({ ...blueprint, choices: { ...choices, sshSource: '*' } });
    const lines = [
      ...wide.group(),
      ...wide.placementGroup(),
      ...wide.securityGroup(),
      ...wide.network(),
      ...wide.address(node),
      ...wide.nic(node),
      ...wide.machine(node),
    ];
    const heard = (line: string): string[] => execFileSync('sh', ['-c', `az() { printf '%s\\n' "$@"; }\n${line}`], { encoding: 'utf8' }).split('\n');
    for (const line of lines) expect(heard(line)).toContain('glocluster-rg');
    expect(heard(wide.securityGroup()[1] as string)).toContain('*');
    expect(heard(wide.machine(node)[0] as string)).toEqual(
      expect.arrayContaining(['Canonical:ubuntu-24_04-lts:server:latest', 'createdBy=rank0', 'rank0-cluster=glocluster']),
    );
    expect(wide.machine(node)[0]).not.toContain('\\');
  });
});
