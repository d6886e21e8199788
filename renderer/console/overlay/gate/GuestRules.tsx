/** What each class of guest asks for: consents, who may sell, which layers rest, from how many makers, and words that may not stand beside them. */
import { Checkbox, Fieldset, MultiSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { layerIds } from '../../../../native/contract/layout.ts';
import { guestClasses } from '../../../../native/contract/rundown.ts';
import styles from './gate-tab.module.css';
import type { RulesOf } from './rule-draft.ts';
import { SeveritySelect } from './SeveritySelect.tsx';
import { WordList } from './WordList.tsx';

type Guests = RulesOf<'guests'>;
type ClassRules = NonNullable<Guests['classes'][(typeof guestClasses)[number]]>;

const nothingAsked: ClassRules = {
  heldBack: [],
  makers: 0,
  consent: false,
  guardianConsent: false,
  mayHost: true,
  words: [],
  severity: 'note',
};

export function GuestRules({ rules, onChange }: { rules: Guests; onChange(rules: Guests): void }) {
  const { t } = useTranslation('gate');
  const { t: plan } = useTranslation('plan');
  return (
    <>
      {guestClasses.map((guestClass) => {
        const own = rules.classes[guestClass] ?? nothingAsked;
        const set = (changes: Partial<ClassRules>) =>
          onChange({ ...rules, classes: { ...rules.classes, [guestClass]: { ...own, ...changes } } });
        const name = plan(`guestClass.${guestClass}`);
        return (
          <Fieldset key={guestClass} legend={name} className={styles.fieldset}>
            <div className={styles.fields}>
              <SeveritySelect label={t('guests.severity')} value={own.severity} onChange={(severity) => set({ severity })} />
              <NumberInput
                size="xs"
                label={t('guests.makers')}
                min={0}
                max={20}
                clampBehavior="strict"
                allowDecimal={false}
                value={own.makers}
                onChange={(makers) => typeof makers === 'number' && set({ makers })}
              />
              <MultiSelect
                size="xs"
                label={t('guests.heldBack')}
                clearable
                clearButtonProps={{ 'aria-label': t('guests.holdNothing') }}
                data={layerIds.map((layer) => ({ value: layer, label: t(`layer.${layer}`) }))}
                value={own.heldBack}
                onChange={(heldBack) => set({ heldBack })}
              />
            </div>
            <div className={styles.groupFoot}>
              {(['consent', 'guardianConsent', 'mayHost'] as const).map((part) => (
                <Checkbox
                  key={part}
                  size="xs"
                  label={t(`guests.${part}`)}
                  checked={own[part]}
                  onChange={(event) => set({ [part]: event.currentTarget.checked })}
                />
              ))}
            </div>
            <span className="dim">{t('guests.words')}</span>
            <WordList label={`${name}: ${t('guests.words')}`} words={own.words} onChange={(words) => set({ words })} />
          </Fieldset>
        );
      })}
    </>
  );
}
