import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw, sources } from '../../tools/house.cjs';
import { root } from '../package/tarball';

test('docs/house.svg matches the code: if not, run npm run house', () => {
	expect(readFileSync(join(root, 'docs/house.svg'), 'utf8')).toBe(draw(sources()));
});
