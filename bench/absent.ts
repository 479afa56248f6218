/** Stands for Ink's optional development tools, as in the product's own bundle. */
export default {};
