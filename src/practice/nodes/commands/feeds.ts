import { posix } from 'node:path';
import { microsoftFeed } from '../boot/packages.ts';
import type { NodeFileSystem } from '../disk/file-system.ts';
import type { CommandResult, Session } from '../shell/session.ts';
import { feedPackageName, packageIn } from './feed-package.ts';

/** Names an archive for apt. */
const sourceFile = '/etc/apt/sources.list.d/microsoft-prod.list';

/** What apt knows of that archive since it read it. */
const listFile = `/var/lib/apt/lists/${microsoftFeed}_ubuntu_prod_Packages`;

/** Whether apt has read the archive that a package comes from. */
export const knowsFeed = ({ fs }: Session, feed: string | undefined): boolean => feed === undefined || fs.may(listFile, 'read');

/** `apt-get update` reads the archives that are named. */
export async function readFeeds(fs: NodeFileSystem): Promise<void> {
  if (!(await fs.exists(sourceFile))) return;
  await fs.mkdir(posix.dirname(listFile), { recursive: true });
  await fs.writeFile(listFile, 'Package: aznfs\n');
}

/** Whether the package's own dialog comes up: it has one unless both are set (azure-facts 11.3). */
export const asksQuestions = (env: ReadonlyMap<string, string>): boolean =>
  env.get('AZNFS_NONINTERACTIVE_INSTALL') !== '1' || env.get('DEBIAN_FRONTEND') !== 'noninteractive';

/** `dpkg -i FILE`: of files, the one that names Microsoft's archive is all that there is. */
export async function installFile(paths: readonly string[], { fs, user, clock }: Session): Promise<CommandResult> {
  if (user.uid !== 0) return { stderr: 'dpkg: error: requested operation requires superuser privilege\n', exitCode: 2 };
  for (const path of paths) {
    if (!fs.may(path, 'read')) return { stderr: `dpkg: error: cannot access archive '${path}': No such file or directory\n`, exitCode: 2 };
    const found = packageIn(fs.readBytes(path).toString());
    if (found?.name !== feedPackageName) {
      return { stderr: `dpkg-deb: error: '${path}' is not a Debian format archive\ndpkg: error processing archive ${path} (--install):\n`, exitCode: 1 };
    }
    await fs.mkdir(posix.dirname(sourceFile), { recursive: true });
    await fs.writeFile(sourceFile, `deb [arch=amd64,arm64,armhf signed-by=/usr/share/keyrings/microsoft-prod.gpg] https://${microsoftFeed}/ubuntu/prod main\n`);
    await fs.writeFile(`/var/lib/dpkg/info/${found.name}.list`, `/.\n${sourceFile}\n`);
    await fs.utimes('/var/lib/dpkg/info', new Date(clock.now()), new Date(clock.now()));
  }
  const name = feedPackageName;
  return { stdout: `Selecting previously unselected package ${name}.\nUnpacking ${name} (1.1) ...\nSetting up ${name} (1.1) ...\n` };
}
