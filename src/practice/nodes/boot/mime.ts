/** One part of user data, decoded. */
export interface Part {
  /** `text/cloud-config`, lower case, without parameters. */
  readonly type: string;
  readonly name: string;
  /** cloud-init's own header (`Merge-Type`, `X-Merge-Type`), where the part has one. */
  readonly mergeType?: string;
  readonly text: string;
}

/** The parts of a MIME message, nested ones too, in their order. Only as much of RFC 2045 as user data uses. */
export function mimeParts(message: string): readonly Part[] {
  const text = message.replace(/\r\n/g, '\n');
  const gap = text.indexOf('\n\n');
  const headers = headersOf(gap < 0 ? text : text.slice(0, gap));
  const body = gap < 0 ? '' : text.slice(gap + 2);
  const [type = 'text/plain', ...parameters] = splitParameters(headers.get('content-type') ?? 'text/plain');
  const boundary = parameterOf(parameters, 'boundary');
  if (type.toLowerCase().startsWith('multipart/') && boundary !== undefined) return sections(body, boundary).flatMap(mimeParts);
  const name = parameterOf(splitParameters(headers.get('content-disposition') ?? ''), 'filename') ?? parameterOf(parameters, 'name') ?? 'part';
  const mergeType = headers.get('merge-type') ?? headers.get('x-merge-type');
  return [{ type: type.toLowerCase(), name, ...(mergeType === undefined ? {} : { mergeType }), text: decoded(body, headers.get('content-transfer-encoding')) }];
}

function headersOf(block: string): Map<string, string> {
  const lines = block.replace(/\n[ \t]+/g, ' ').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
    }),
  );
}

const splitParameters = (value: string): string[] => value.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((each) => each.trim());

function parameterOf(parameters: readonly string[], name: string): string | undefined {
  const found = parameters.find((each) => each.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1).replace(/^"(.*)"$/, '$1');
}

function sections(body: string, boundary: string): string[] {
  const found: string[] = [];
  let open: string[] | undefined;
  for (const line of body.split('\n')) {
    const mark = line.trimEnd();
    if (mark !== `--${boundary}` && mark !== `--${boundary}--`) {
      open?.push(line);
      continue;
    }
    if (open) found.push(open.join('\n'));
    if (mark.endsWith('--') && mark !== `--${boundary}`) return found;
    open = [];
  }
  // The end mark is missing: what came is taken, as mail readers do.
  if (open) found.push(open.join('\n'));
  return found;
}

function decoded(body: string, encoding = '7bit'): string {
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': {
      const bytes = body.replace(/=\n/g, '').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    }
    default:
      return body;
  }
}
