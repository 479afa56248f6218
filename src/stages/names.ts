/** Longest name of a virtual machine and of a Linux host (64), less three digits of its number. */
const longestClusterName = 61;

/** Words that Azure keeps for itself: anywhere in a name, or at its beginning (Microsoft Learn, "Resolve errors for reserved resource names"). */
const reservedAnywhere = ['microsoft', 'windows'];
const reservedAtStart = ['login', 'xbox'];
const reservedWhole = ['azure', 'office', 'localhost', 'default'];

/** What is wrong with a cluster's name, in words; undefined where it is fine. Node names are the name and a number, so DNS rules hold. */
export function clusterNameProblem(name: string): string | undefined {
  const allowed = `Allowed: 1 to ${longestClusterName} of a-z, 0-9 and -, beginning with a letter and not ending with -.`;
  if (name === '') return `It is empty. ${allowed}`;
  if (name.length > longestClusterName) return `It has ${name.length} characters. ${allowed}`;
  if (/[A-Z]/.test(name)) return `It has capital letters: ${JSON.stringify(name.toLowerCase())} would do. ${allowed}`;
  if (/\s/.test(name)) return `It has blanks. ${allowed}`;
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) return allowed;
  const word = reservedAnywhere.find((reserved) => name.includes(reserved)) ?? reservedAtStart.find((reserved) => name.startsWith(reserved));
  if (word !== undefined) return `Azure keeps the word ${word} for itself. Choose another name.`;
  return reservedWhole.includes(name) ? 'Azure or Linux keeps that name for itself. Choose another one.' : undefined;
}

/** What is wrong with a resource group's name (Microsoft Learn, "Naming rules": 1–90 of letters, digits, _ ( ) - . and no dot at the end). */
export function resourceGroupNameProblem(name: string): string | undefined {
  const allowed = 'Allowed: 1 to 90 letters, digits and _ ( ) - . with no dot at the end.';
  if (name === '') return `It is empty. ${allowed}`;
  if (name.length > 90) return `It has ${name.length} characters. ${allowed}`;
  return /^[\p{L}\p{Nd}_().-]*[\p{L}\p{Nd}_()-]$/u.test(name) ? undefined : allowed;
}

/** What is wrong with a region's name in itself; whether the region exists is Azure's answer. */
export function locationNameProblem(name: string): string | undefined {
  return /^[a-z]+[a-z0-9]*$/.test(name)
    ? undefined
    : 'A region is written small and without blanks, as `az account list-locations` shows it in name: eastus, westeurope.';
}

/** Names that the API refuses (azure-facts 7) and those that Ubuntu's images already have. */
const refusedUsernames = new Set(
  (
    'administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david guest john owner root ' +
    'server sql support support_388945a0 sys test2 test3 user4 user5 ' +
    'daemon bin sync games man lp mail news uucp proxy www-data list irc nobody systemd-network systemd-resolve systemd-timesync messagebus syslog ' +
    'sshd ubuntu landscape pollinate tss uuidd tcpdump sudo shadow'
  ).split(' '),
);

/** What is wrong with the name of the nodes' user; undefined where Azure and Ubuntu take it. */
export function adminUsernameProblem(name: string): string | undefined {
  const allowed = 'Allowed: 1 to 32 of a-z, 0-9, _ and -, beginning with a letter or _.';
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(name)) return allowed;
  return refusedUsernames.has(name) ? `Azure or Ubuntu keeps the name ${name} for itself. ${allowed}` : undefined;
}
