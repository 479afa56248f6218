import type { ClusterView } from './cluster-view.ts';
import type { Row } from './lists.ts';
import type { SignInWay, WizardState } from './state.ts';

/** What Enter takes in the first list. */
export type StartRow =
  | { readonly is: 'cluster'; readonly cluster: ClusterView }
  | { readonly is: 'practice' }
  | { readonly is: 'drills' }
  | { readonly is: 'azure'; readonly way: SignInWay | undefined };

/** The ways to sign in to Azure. */
export function azureRows(state: WizardState): readonly Row<Extract<StartRow, { is: 'azure' }>>[] {
  return state.ways.map(
    ({ way, title }): Row<Extract<StartRow, { is: 'azure' }>> => ({
      key: way,
      label: `Azure: ${title}`,
      detail:
        way === 'cli'
          ? cliWords(state.azureLogin)
          : way === 'browser'
            ? 'A page of Microsoft opens in your browser'
            : way === 'device-code'
              ? 'A code to type on any other device'
              : 'AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret are set',
      value: { is: 'azure', way },
      ...(way === 'cli' && state.azureLogin === 'nobody'
        ? { disabled: 'The Azure CLI is not there or not signed in: run az login in another terminal, then start rank0 again' }
        : {}),
    }),
  );
}

const cliWords = (login: WizardState['azureLogin']): string =>
  login === 'asking' ? 'looking whether az is signed in' : login === 'nobody' ? 'not signed in' : `signed in as ${login.user}`;
