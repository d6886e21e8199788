/** A name in the overlay's language, kept apart from the direction of what stands around it. */
import { textIn, type LocalText } from '../../native/contract/text.ts';
import { useTexts } from './overlay-texts.ts';

export function LocalName({ text }: { text: LocalText }) {
  const { locale } = useTexts();
  // A name without a translation is Chinese and says so, for its letterforms and its line breaks.
  return <bdi lang={text[locale] ? locale : 'zh-CN'}>{textIn(text, locale)}</bdi>;
}
