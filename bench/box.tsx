import { Box, render, Text } from 'ink';

// The least that an Ink program can draw: what the wizard's first frame is measured against.
render(
  <Box borderStyle="round">
    <Text>one box</Text>
  </Box>,
  { alternateScreen: true },
);
setInterval(() => {}, 1000);
