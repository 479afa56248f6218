import { conflict } from './answer.ts';
import { deleteOne } from './tracked.ts';
import { disks } from './types.ts';

export const deleteDisk = deleteOne(disks, 'delete Microsoft.Compute/disks', (_call, disk) => {
  const { managedBy } = disk.body;
  if (managedBy === undefined) return;
  throw conflict('OperationNotAllowed', `Disk ${disk.name} is attached to VM ${String(managedBy)}.`);
});
