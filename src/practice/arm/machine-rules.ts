import { invalid, ArmRefusal } from './answer.ts';
import { at, listAt, textAt } from './json.ts';

/** User names that the API refuses (azure-facts 7). */
const reserved = new Set(
  'administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5'.split(
    ' ',
  ),
);

/** The most that the decoded user data may have, in bytes (azure-facts 7). */
const mostCustomData = 65_535;

/**
 * What Azure says of a Linux machine's name, user, keys and user data, apart from anything that exists.
 * @throws ArmRefusal 400 InvalidParameter, naming the field as Azure does.
 */
export function checkOsProfile(name: string, osProfile: Record<string, unknown>): void {
  checkName(name, 'vmName');
  const computerName = textAt(osProfile, 'computerName');
  if (computerName === undefined || computerName === '')
    throw invalid("Required parameter 'osProfile.computerName' is missing (null).", 'osProfile.computerName');
  checkName(computerName, 'computerName');
  const user = textAt(osProfile, 'adminUsername');
  if (user === undefined) throw invalid("Required parameter 'osProfile.adminUsername' is missing (null).", 'osProfile.adminUsername');
  if (user === '' || user.length > 64)
    throw invalid(`The specified admin username '${user}' is invalid: it must be between 1 and 64 characters long.`, 'adminUsername');
  if (reserved.has(user.toLowerCase())) throw invalid('The Admin Username specified is not allowed.', 'adminUsername');
  if (/[\\/"[\]:|<>+=;,?*@#()!\s]/.test(user) || /^[$-]/.test(user) || user.endsWith('.'))
    throw invalid('The Admin Username specified contains characters that are not allowed.', 'adminUsername');
  checkKeys(user, osProfile);
  checkCustomData(osProfile['customData']);
}

function checkName(name: string, target: string): void {
  if (name.length > 64)
    throw invalid(
      `Linux host name cannot exceed 64 characters in length or contain the following characters: \` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : ' " , < > / ?.`,
      target,
    );
  if (/^\d+$/.test(name)) throw invalid(`The entity name '${target}' is invalid: it cannot be entirely numeric.`, target);
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(name)) {
    throw invalid(
      `Linux host name cannot exceed 64 characters in length or contain the following characters: \` ~ ! @ # $ % ^ & * ( ) = + _ [ ] { } \\ | ; : ' " , < > / ?.`,
      target,
    );
  }
}

function checkKeys(user: string, osProfile: Record<string, unknown>): void {
  const linux = at(osProfile, 'linuxConfiguration');
  const keys = listAt(linux, 'ssh', 'publicKeys');
  if (keys.length === 0) {
    if (linux['disablePasswordAuthentication'] === true || osProfile['adminPassword'] === undefined) {
      throw invalid('Authentication using either SSH or by user name and password must be enabled in Linux profile.', 'linuxConfiguration');
    }
    return;
  }
  const path = `/home/${user}/.ssh/authorized_keys`;
  for (const key of keys) {
    if (textAt(key, 'path') !== path) {
      throw invalid(
        `Destination path for SSH public keys is currently limited to its default value ${path} due to a known issue in Linux provisioning agent.`,
        'linuxConfiguration.ssh.publicKeys.path',
      );
    }
    if (!isAccepted(textAt(key, 'keyData') ?? '')) {
      throw invalid('The value of parameter linuxConfiguration.ssh.publicKeys.keyData is invalid.', 'linuxConfiguration.ssh.publicKeys.keyData');
    }
  }
}

/** RSA of 2048 bits or more, and ed25519; nothing else (azure-facts 7). */
function isAccepted(keyData: string): boolean {
  const [, kind, blob] = /^\s*(ssh-rsa|ssh-ed25519)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(keyData) ?? [];
  const fields = wireFields(Buffer.from(blob ?? '', 'base64'));
  if (!kind || fields[0]?.toString('latin1') !== kind) return false;
  if (kind === 'ssh-ed25519') return fields.length === 2 && fields[1]?.length === 32;
  const modulus = fields[2]?.subarray(fields[2][0] === 0 ? 1 : 0);
  return fields.length === 3 && modulus !== undefined && modulus.length >= 256;
}

/** The fields of an SSH wire blob: a length and so many bytes, over and over (RFC 4251 5). */
function wireFields(blob: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  for (let offset = 0; offset + 4 <= blob.length; ) {
    const length = blob.readUInt32BE(offset);
    if (offset + 4 + length > blob.length) return [];
    fields.push(blob.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  return fields;
}

function checkCustomData(customData: unknown): void {
  if (customData === undefined) return;
  const text = typeof customData === 'string' ? customData : '';
  const wellFormed = text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (wellFormed && Buffer.byteLength(text, 'base64') <= mostCustomData) return;
  throw invalid('Custom data in OSProfile must be in Base64 encoding and with a maximum length of 87380 characters.', 'customData');
}

/** What cannot be changed once the machine is there (azure-facts 15.1). Names as Azure writes them in its message. */
export function refuseChange(before: Record<string, unknown>, after: Record<string, unknown>): void {
  const fixed = [
    ['osProfile', 'computerName'],
    ['osProfile', 'adminUsername'],
    ['osProfile', 'customData'],
    ['osProfile', 'linuxConfiguration', 'ssh', 'publicKeys'],
    ['storageProfile', 'imageReference', 'publisher'],
    ['storageProfile', 'imageReference', 'offer'],
    ['storageProfile', 'imageReference', 'sku'],
    ['storageProfile', 'imageReference', 'version'],
    ['storageProfile', 'osDisk', 'createOption'],
  ] as const;
  for (const path of fixed) {
    const inside = path.slice(0, -1);
    const last = path[path.length - 1] as string;
    const [old, next] = [at(before, ...inside)[last], at(after, ...inside)[last]];
    if (next === undefined || JSON.stringify(old) === JSON.stringify(next)) continue;
    const target = path.filter((one) => one !== 'storageProfile').join('.');
    throw new ArmRefusal(409, 'PropertyChangeNotAllowed', `Changing property '${target}' is not allowed.`, { target });
  }
}
