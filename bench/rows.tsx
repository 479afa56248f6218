import { Box, render, Text } from 'ink';
import { memo, useEffect, useState } from 'react';

// The plain way to show nodes in Ink: a row each, a tenth of them changing four times a second. What the wizard is measured beside.
const count = Number(process.argv[2]);

const Row = memo(function Row({ name, doing }: { readonly name: string; readonly doing: string }) {
  return <Text>{`${name} running cloud-init ${doing} ssh 31 ms`}</Text>;
});

function Rows() {
  const [steps, setSteps] = useState<readonly number[]>(() => Array.from({ length: count }, () => 0));
  useEffect(() => {
    let tick = 0;
    const timer = setInterval(() => {
      tick += 1;
      setSteps((before) => before.map((step, index) => (index % 10 === tick % 10 ? step + 1 : step)));
    }, 250);
    return () => clearInterval(timer);
  }, []);
  return (
    <Box flexDirection="column">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a node is what stands at its place.
        <Row key={index} name={`node${index}`} doing={`installing package ${step}`} />
      ))}
    </Box>
  );
}

render(<Rows />, { alternateScreen: true, incrementalRendering: true });
