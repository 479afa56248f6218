import { word } from '../azure/commands.ts';
import type { ExportForm } from '../stages/export/forms.ts';

/** The line that opens an exported file on this machine: a browser for pages and pictures, a pager for text. */
export function openLine(path: string, as: ExportForm, platform: NodeJS.Platform = process.platform): string {
  const file = word(path);
  if (as === 'bash') return `less ${file}`;
  if (platform === 'win32') return `start "" ${file}`;
  if (as === 'html' || as === 'svg') return platform === 'darwin' ? `open ${file}` : `xdg-open ${file}`;
  return `less ${file}`;
}
