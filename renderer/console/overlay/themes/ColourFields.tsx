/** The colours of a theme, each with the contrast of what stands on it or what it stands on. */
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PairContrast, themeContrasts } from '../../../../native/contract/contrast.ts';
import { colourSchema, type Theme, type ThemeColour } from '../../../../native/contract/theme.ts';
import styles from './themes.module.css';

/** As they belong together on screen; a test holds them complete. */
export const colourGroups: readonly { group: string; colours: readonly ThemeColour[] }[] = [
  { group: 'panel', colours: ['panel', 'panelDeep', 'text', 'textQuiet', 'price', 'accent', 'onAccent'] },
  { group: 'marks', colours: ['origin', 'onOrigin', 'urgent', 'onUrgent', 'quiet', 'onQuiet'] },
  { group: 'guests', colours: ['guestInfluencer', 'guestOfficial', 'guestFarmer', 'guestStaff', 'guestMinor'] },
  { group: 'slate', colours: ['slate', 'onSlate'] },
];

interface ColourFieldsProps {
  theme: Theme;
  onColour(colour: ThemeColour, value: string): void;
  onSettled(): void;
}

export function ColourFields({ theme, onColour, onSettled }: ColourFieldsProps) {
  const { t } = useTranslation('themes');
  const pairs = themeContrasts(theme);
  /** Each pair stands once: with its text, or with its ground where the text is always white. */
  const pairsOf = (colour: ThemeColour) => pairs.filter(({ text, ground }) => text === colour || (text === 'white' && ground === colour));
  return colourGroups.map(({ group, colours }) => (
    <fieldset key={group} className={styles.group}>
      <legend>{t(`groups.${group}`)}</legend>
      {colours.map((colour) => (
        <ColourField
          key={colour}
          colour={colour}
          value={theme.colours[colour]}
          pairs={pairsOf(colour)}
          onChange={(value) => onColour(colour, value)}
          onSettled={onSettled}
        />
      ))}
    </fieldset>
  ));
}

interface ColourFieldProps {
  colour: ThemeColour;
  value: string;
  pairs: readonly PairContrast[];
  onChange(value: string): void;
  onSettled(): void;
}

function ColourField({ colour, value, pairs, onChange, onSettled }: ColourFieldProps) {
  const { t } = useTranslation('themes');
  const id = useId();
  /** What is typed and no colour yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const label = t(`colours.${colour}`);

  function type(text: string): void {
    const wanted = text.trim().toLowerCase();
    const written = colourSchema.safeParse(wanted.startsWith('#') ? wanted : `#${wanted}`);
    setTyped(written.success ? null : text);
    if (written.success) onChange(written.data);
  }

  return (
    <div className={styles.colour}>
      <input
        type="color"
        value={value}
        aria-label={t('colour.pick', { colour: label })}
        onChange={(event) => {
          setTyped(null);
          onChange(event.currentTarget.value);
        }}
        onBlur={onSettled}
      />
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={styles.code}
        dir="ltr"
        value={typed ?? value}
        maxLength={12}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={typed !== null}
        aria-describedby={`${id}-pairs`}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={onSettled}
      />
      <ul id={`${id}-pairs`} className={styles.pairs}>
        {typed !== null && <li className="warning">{t('colour.notYet')}</li>}
        {pairs.map((pair) => (
          <li key={`${pair.text} ${pair.ground}`} className={pair.passes ? 'dim' : 'warning'}>
            {t(pair.text === 'white' ? 'colour.white' : 'colour.on', {
              ground: t(pair.ground === 'panel' ? 'colour.panel' : `colours.${pair.ground}`),
            })}{' '}
            <bdi className="figure" dir="ltr">
              {pair.ratio.toFixed(2)}
            </bdi>
            {!pair.passes && <> · {t('colour.faint', { demand: pair.demand })}</>}
          </li>
        ))}
      </ul>
    </div>
  );
}
