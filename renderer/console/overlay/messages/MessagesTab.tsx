/** Announcements, offers, the goal and the footer: prepared here, put on air here or on the desk. */
import { AnnouncementsSection } from './AnnouncementsSection.tsx';
import { FooterSection } from './FooterSection.tsx';
import { GoalSection } from './GoalSection.tsx';
import styles from './messages.module.css';
import { OffersSection } from './OffersSection.tsx';

export function MessagesTab() {
  return (
    <div className={styles.page}>
      <div className={styles.columns}>
        <AnnouncementsSection />
        <OffersSection />
        <div className={styles.column}>
          <FooterSection />
          <GoalSection />
        </div>
      </div>
    </div>
  );
}
