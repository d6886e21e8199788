/** The first thing that Tab reaches: leads past the bar to the page; seen only while it has the focus. */
import { useTranslation } from 'react-i18next';

export function SkipLink() {
  const { t } = useTranslation('console');
  function skip(): void {
    const page = document.querySelector<HTMLElement>('.shell-page main');
    if (!page) return;
    // From there Tab goes on to the first control of the page.
    page.tabIndex = -1;
    page.focus();
  }
  // The part of an address behind `#` names the page here, so that a link to a place in it cannot be used.
  return (
    <button type="button" className="skip-link" onClick={skip}>
      {t('nav.skip')}
    </button>
  );
}
