import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { Conf } from '../../../src/state/conf.ts';
import { homeFolder } from '../../../src/state/home.ts';

it('is where conf would keep things', () => {
  expect(homeFolder({})).toBe(dirname(new Conf({ projectName: 'rank0', projectSuffix: '' }).path));
});
it('is RANK0_HOME where that is set', () => expect(homeFolder({ RANK0_HOME: '/somewhere/else' })).toBe('/somewhere/else'));
