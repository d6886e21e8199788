/** Commands of videos: describing, converting, removing. */
import type { MediaLibrary } from '../../media/media-library.ts';
import type { HandlerTable } from '../command-handlers.ts';

export function mediaCommands(
  media: MediaLibrary,
): Pick<HandlerTable, 'describeMedia' | 'convertMedia' | 'cancelMedia' | 'removeMedia' | 'configureMedia'> {
  return {
    describeMedia: (input) => media.describe(input),
    convertMedia: ({ mediaId }) => media.convert(mediaId),
    cancelMedia: ({ mediaId }) => media.cancel(mediaId),
    removeMedia: ({ mediaId }) => media.remove(mediaId),
    configureMedia: (input) => media.configure(input),
  };
}
