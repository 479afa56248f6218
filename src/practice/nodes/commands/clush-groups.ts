import type { Session } from '../shell/session.ts';
import type { Groups } from './node-set.ts';

/** ClusterShell's groups as its own configuration finds them: /etc/clustershell/groups, else groups.d/*.cfg, and YAML beside. */
export function groupsOf({ fs, user }: Session): Groups {
  const texts: string[] = [];
  const read = (path: string): boolean => {
    if (!fs.may(path, 'read')) return false;
    texts.push(fs.readBytes(path).toString());
    return true;
  };
  for (const folder of [`${user.home}/.config/clustershell`, `${user.home}/.local/etc/clustershell`, '/etc/clustershell']) {
    if (!read(`${folder}/groups`)) read(`${folder}/groups.d/local.cfg`);
    read(`${folder}/groups.d/cluster.yaml`);
  }
  return (wanted) => {
    for (const text of texts) {
      for (const line of text.split('\n')) {
        const match = /^\s*([A-Za-z0-9_-]+):\s*(\S.*)$/.exec(line);
        if (match?.[1] === wanted) return (match[2] as string).replace(/^['"](.*)['"]$/, '$1');
      }
    }
    return undefined;
  };
}
