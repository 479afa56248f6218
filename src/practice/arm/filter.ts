import { badRequest } from './answer.ts';

/** What an ARM `$filter` can ask about a resource or a group. */
export interface Filtered {
  readonly name: string;
  readonly location: string;
  readonly type?: string;
  readonly group?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Whether something fits an ARM `$filter`: terms `name eq 'value'` joined by `and`, of which ARM knows resourceType, name,
 * location, resourceGroup and the pair tagName, tagValue.
 * @throws ArmRefusal 400 for what it does not know.
 */
export function matches(filter: string | null, one: Filtered): boolean {
  if (filter === null || filter.trim() === '') return true;
  const terms = new Map(
    filter.split(/\s+and\s+/i).map((term): [string, string] => {
      const [, name, value] = /^\s*\(?\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*\)?\s*$/i.exec(term) ?? [];
      if (
        name === undefined ||
        value === undefined ||
        !['resourcetype', 'name', 'location', 'resourcegroup', 'tagname', 'tagvalue'].includes(name.toLowerCase())
      ) {
        throw badRequest('InvalidFilterInQueryString', `Invalid $filter '${filter}' specified in the query string.`);
      }
      return [name.toLowerCase(), value.replaceAll("''", "'")];
    }),
  );
  const fits = (term: string, actual: string | undefined): boolean => !terms.has(term) || terms.get(term)?.toLowerCase() === actual?.toLowerCase();
  const tagName = terms.get('tagname');
  const tag = Object.entries(one.tags ?? {}).find(([name]) => name.toLowerCase() === tagName?.toLowerCase());
  const tagged = tagName === undefined || (tag !== undefined && (!terms.has('tagvalue') || terms.get('tagvalue') === tag[1]));
  return tagged && fits('resourcetype', one.type) && fits('name', one.name) && fits('location', one.location) && fits('resourcegroup', one.group);
}
