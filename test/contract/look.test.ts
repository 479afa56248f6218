import { afterAll, describe, expect, it } from 'vitest';
import { realServices } from '../../src/cli/wizard/real-services.ts';
import { lookCommand, whyNoLook } from '../../src/screens/model/look.ts';
import type { LookView } from '../../src/screens/model/depths.ts';
import type { WizardState } from '../../src/screens/model/state.ts';
import { buildingStages, road } from '../../src/stages/road.ts';
import type { StageId } from '../../src/state/stage-id.ts';
import { atStage, wizard } from '../unit/cli/wizard/support.ts';
import { temporaryHome } from '../support/rank0.ts';

const built = temporaryHome();
afterAll(() => built.dispose());

const patience = 60_000;

/** What the page of each stage shows, once the stage is done. */
const shows: Readonly<Partial<Record<StageId, readonly RegExp[]>>> = {
  'sign-in': [/^Name +CloudName +SubscriptionId +TenantId +State +IsDefault\n-+ {2}-+/, /Practice subscription.*practice.*Enabled +True$/m],
  plan: [/^Name +CurrentValue +Limit\n/, /^Total Regional vCPUs +0 +20$/m],
  'resource-group': [/^\{\n {2}"/, /"createdBy": "rank0"/, /"rank0-cluster": "glocluster"/],
  nodes: [
    /^Name +ResourceGroup +Location +Type +Status\n/,
    /^gloclusterNSG +glocluster-rg +eastus +Microsoft\.Network\/networkSecurityGroups$/m,
    /^glocluster3 +glocluster-rg +eastus +Microsoft\.Compute\/virtualMachines$/m,
  ],
  'log-in': [/^(ssh-ed25519 AAAA\S+ root@glocluster0\n)+$/],
  'cluster-ssh': [/^glocluster0: glocluster0$/m, /^glocluster3: glocluster3$/m],
  'hello-mpi': [/^glocluster0: mpirun \(Open MPI\) 4\.1\.6$/m, /^glocluster3: mpirun \(Open MPI\) 4\.1\.6$/m],
  benchmark: [/^glocluster0: eth0 +UP +10\.0\.0\.\d+\/24/m, /^glocluster3: eth0 /m],
  'shared-files': [/^glocluster0: .*\/scratch$/m, /^glocluster3: glocluster0:\/shared .*\/scratch$/m],
  prune: [/curl: \(28\)/],
  'your-cluster': [/^glocluster .* eastus .* practice cloud \(simulated\) .* ready/, /glocluster3 +running +cloud-init done +ssh ok/],
};

describe('look for yourself, in the practice cloud', () => {
  it('works for every stage at the moment it is done, and says before why not', async () => {
    const services = await realServices({ home: built.home, env: { RANK0_PRACTICE_SPEED: '0' }, given: { cloud: 'practice' } });
    const { controller, press, until, enterUntil, state } = wizard({ real: services, patience, given: { cloud: 'practice' } });
    const look = async (): Promise<LookView> => {
      press({ is: 'overlay', overlay: 'lesson' });
      expect(whyNoLook(state()), `${lookCommand(state())}`).toBeUndefined();
      press('run-look');
      expect(state().overlay).toBe('look');
      const { look: found } = await until((now) => now.look?.running === false);
      press('back');
      expect(state().overlay).toBe('lesson');
      press('back');
      expect(state().overlay).toBeUndefined();
      return found as LookView;
    };
    const refused: Record<string, string | undefined> = {};
    const seen: Record<string, LookView> = {};
    try {
      await enterUntil(atStage('sign-in', 'explained'));
      refused['sign-in'] = whyNoLook(state());
      const signedIn = (now: WizardState): boolean => now.screen.at === 'stage' && now.screen.stage === 'plan';
      await enterUntil(signedIn);
      seen['plan'] = await look();
      press('back');
      await until(atStage('sign-in'));
      seen['sign-in'] = await look();
      for (const stage of buildingStages) {
        await enterUntil(atStage(stage, 'explained'));
        refused[stage] = whyNoLook(state());
        await enterUntil(atStage(stage, 'done'));
        seen[stage] = await look();
      }
      for (const stage of ['benchmark', 'shared-files', 'prune'] as const) {
        await enterUntil((now) => now.screen.at === 'offer' && now.screen.stage === stage);
        press({ is: 'move', by: 1 }, 'accept');
        await enterUntil(atStage(stage, 'done'));
        seen[stage] = await look();
      }
      await enterUntil((now) => now.screen.at === 'ready');
      seen['your-cluster'] = await look();
    } finally {
      await controller.close();
    }
    for (const { id } of road.filter((stage) => stage.built)) {
      const found = seen[id];
      expect(found?.exitCode, `${id}: ${found?.command}\n${found?.output}`).toBe(id === 'prune' ? 28 : 0);
      for (const text of shows[id] ?? [/no test knows what this stage shows/]) expect(found?.output, id).toMatch(text);
      expect(found?.by, id).toMatch(found?.command.startsWith('az ') ? /from the simulated Azure.*az itself knows nothing of it/ : /within this program/);
    }
    expect(refused).toEqual({
      'sign-in': 'Nobody is signed in yet',
      'resource-group': 'The resource group does not exist yet',
      nodes: 'Nothing has been made in the group yet',
      'log-in': undefined,
      'cluster-ssh': undefined,
      'hello-mpi': undefined,
    });
  });
});
