/** The overlay's languages: the first one at a press, and those that stand under it, smaller. */
import { ActionIcon, Checkbox, Popover, SegmentedControl } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Locale, locales } from '../../../../native/contract/text.ts';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { guardOf } from '../../lock.ts';
import { useCommand } from '../../use-command.ts';

const shortNames: Record<Locale, string> = { 'zh-CN': '中文', ug: 'ئۇيغۇرچە', en: 'EN' };

export function Languages() {
  const { t } = useTranslation('graphics');
  const run = useCommand();
  const open = useLink() === 'open';
  const overlay = useTopic('overlay');
  const first = overlay?.locale;
  const below = overlay?.alsoIn ?? [];
  const others = locales.filter((locale) => locale !== first);
  return (
    <span className="languages" {...guardOf('configureOverlay')}>
      <SegmentedControl
        size="xs"
        aria-label={t('desk.language')}
        disabled={!overlay || !open}
        value={first ?? ''}
        data={locales.map((value) => ({ value, label: shortNames[value] }))}
        onChange={(value) => {
          const locale = value as Locale;
          const alsoIn = below.filter((each) => each !== locale);
          // One that stood below and comes first stands there no longer.
          void run('configureOverlay', alsoIn.length === below.length ? { locale } : { locale, alsoIn });
        }}
      />
      <Popover position="bottom-end" withinPortal trapFocus returnFocus>
        <Popover.Target>
          <ActionIcon
            size="md"
            variant={below.length > 0 ? 'filled' : 'default'}
            color="gray"
            disabled={!overlay || !open}
            aria-label={
              below.length > 0 ? t('desk.alsoInNow', { languages: below.map((each) => shortNames[each]).join(' + ') }) : t('desk.alsoIn')
            }
            title={t('desk.alsoIn')}
          >
            <IconStack2 size="1.1rem" aria-hidden />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown {...guardOf('configureOverlay')}>
          <Checkbox.Group
            label={t('desk.alsoIn')}
            value={below}
            onChange={(chosen) => void run('configureOverlay', { alsoIn: locales.filter((each) => chosen.includes(each)) })}
          >
            {others.map((locale) => (
              <Checkbox key={locale} mt="xs" size="sm" value={locale} label={shortNames[locale]} disabled={!open} />
            ))}
          </Checkbox.Group>
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}
