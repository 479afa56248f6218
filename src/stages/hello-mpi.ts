import { helloTasks } from '../remote/tasks/hello.ts';
import { assetText } from './assets.ts';
import type { Stage } from './stage.ts';

/** Stage 7. True at its end: hello.c compiled on the head, copied, and run with one rank on every node, its output checked. */
export const helloMpi: Stage = {
  id: 'hello-mpi',
  tasks: ({ access, transports = false }) => helloTasks(access, ['clush'], assetText('hello.c'), { transports }),
};
