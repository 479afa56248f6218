import type { Walk } from '../../stages/walk.ts';
import type { WizardWalk } from './services.ts';

/** What ran, written to files, for the wizard. What makes the texts is imported when one is asked for. */
export const exportingOf = (walk: Walk): Pick<WizardWalk, 'exporting'> => ({
  exporting: {
    standing: async (path) => (await import('../write-out.ts')).standingFile(path),
    write: async ({ form, path, withAddresses, force }) => {
      const { folder, session, choices } = walk;
      const [{ exportOf }, { writeOut }, { openLine }] = await Promise.all([
        import('../story-export.ts'),
        import('../write-out.ts'),
        import('../opened-by.ts'),
      ]);
      const { formWords } = await import('../../stages/export/forms.ts');
      const { content } = exportOf({ name: choices.name, folder, session }, form, { withAddresses });
      const file = writeOut(path, content, force, formWords[form].mode);
      return { path: file, bytes: Buffer.byteLength(content), open: openLine(file, form) };
    },
  },
});
