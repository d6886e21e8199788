/** Icon and colour of each kind of segment; red stays free for what is on air. */
import { IconBuildingCommunity, IconCoffee, IconSparkles, IconVideo } from '@tabler/icons-react';

export const segmentLook = {
  influencer: { icon: IconSparkles, color: 'grape' },
  official: { icon: IconBuildingCommunity, color: 'blue' },
  grassroots: { icon: IconVideo, color: 'lime' },
  break: { icon: IconCoffee, color: 'gray' },
} as const;
