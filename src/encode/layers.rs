//! The weights of the layers, as the file holds them.
//!
//! Every matrix of the original model is made of whole numbers of −127 to 127 times one step, and is kept exactly.

use super::error::ModelError;
use super::file::File;
use super::kernel::{INPUTS, Line, Matrix, OUTPUTS};
use super::table::without_least;
use super::vector::DIMENSIONS;

/// Numbers of a token within a branch.
pub(super) const WIDTH: usize = 256;
/// Branches of the token part.
pub(super) const BRANCHES: usize = 3;
/// Numbers of a token in all branches.
pub(super) const ALL: usize = WIDTH * BRANCHES;
/// Numbers of a token before they are pooled: its row, then the branches.
pub(super) const FEATURES: usize = DIMENSIONS + ALL;
/// Numbers of the inner dense layers.
pub(super) const DENSE: usize = 320;

/// How many tokens each branch looks at, and how many of them lie before.
const REACHES: [(usize, usize); BRANCHES] = [(2, 0), (3, 1), (5, 2)];
/// The order in which the file lists the steps.
const MATRICES: [&str; 16] = [
    "proj2", "proj3", "proj5", "w1_2", "w2_2", "w1_3", "w2_3", "w1_5", "w2_5", "cnn_W", "d0", "d1", "d2",
    "d3", "p1", "p3",
];

/// A gain and a shift for each number, after they were normalised.
pub(super) struct Norm {
    pub(super) gains: Vec<f32>,
    pub(super) shifts: Vec<f32>,
}

/// A convolution: a matrix for each place it looks at, from `left` before to after.
pub(super) struct Convolution {
    pub(super) slots: Vec<Matrix>,
    pub(super) left: usize,
    pub(super) bias: Vec<f32>,
}

/// All layers. The names of the dense ones are those of the original model.
pub(super) struct Layers {
    pub(super) epsilon: f32,
    pub(super) projections: [Matrix; BRANCHES],
    pub(super) projection_bias: Vec<f32>,
    pub(super) projected: Norm,
    /// Two for each branch, one after the other.
    pub(super) convolutions: [[Convolution; 2]; BRANCHES],
    pub(super) features: Norm,
    pub(super) pool: Matrix,
    pub(super) pool_bias: Vec<f32>,
    pub(super) d0: Matrix,
    pub(super) d1: Matrix,
    pub(super) d2: Matrix,
    pub(super) d3: Matrix,
    pub(super) p1: Matrix,
    pub(super) p3: Matrix,
}

impl Layers {
    /// Reads the weights, each of the shape it must have.
    pub(super) fn read(file: &File<'_>) -> Result<Layers, ModelError> {
        let steps = file.numbers("steps", MATRICES.len())?;
        let matrix = |name: &str, inputs, outputs| -> Result<Matrix, ModelError> {
            Ok(slots(file, &steps, name, 1, inputs, outputs)?.swap_remove(0))
        };
        let branch = |branch: usize| -> Result<[Convolution; 2], ModelError> {
            let (width, left) = REACHES[branch];
            let layer = |layer: usize| -> Result<Convolution, ModelError> {
                let slots = slots(file, &steps, &format!("w{layer}_{width}"), width, WIDTH, WIDTH)?;
                Ok(Convolution { slots, left, bias: file.numbers(&format!("b{layer}_{width}"), WIDTH)? })
            };
            Ok([layer(1)?, layer(2)?])
        };
        Ok(Layers {
            epsilon: file.epsilon(),
            projections: [
                matrix("proj2", DIMENSIONS, WIDTH)?,
                matrix("proj3", DIMENSIONS, WIDTH)?,
                matrix("proj5", DIMENSIONS, WIDTH)?,
            ],
            projection_bias: of_branches(file, "proj_b")?,
            projected: Norm { gains: of_branches(file, "ln_g")?, shifts: of_branches(file, "ln_b")? },
            convolutions: [branch(0)?, branch(1)?, branch(2)?],
            features: Norm {
                gains: file.numbers("ln_g", FEATURES)?,
                shifts: file.numbers("ln_b", FEATURES)?,
            },
            pool: matrix("cnn_W", FEATURES, DIMENSIONS)?,
            pool_bias: file.numbers("cnn_b", DIMENSIONS)?,
            d0: matrix("d0", DIMENSIONS, DENSE)?,
            d1: matrix("d1", DENSE, DENSE)?,
            d2: matrix("d2", DENSE, DIMENSIONS)?,
            d3: matrix("d3", DIMENSIONS, DIMENSIONS)?,
            p1: matrix("p1", DIMENSIONS, DENSE)?,
            p3: matrix("p3", DENSE, DIMENSIONS)?,
        })
    }
}

/// Reads the numbers that each branch has under a name of its own, one branch after the other.
fn of_branches(file: &File<'_>, name: &str) -> Result<Vec<f32>, ModelError> {
    let branches = REACHES.iter().map(|(width, _)| file.numbers(&format!("{name}{width}"), WIDTH));
    Ok(branches.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Reads the matrices that stand one behind the other in a section.
fn slots(
    file: &File<'_>,
    steps: &[f32],
    name: &str,
    slots: usize,
    inputs: usize,
    outputs: usize,
) -> Result<Vec<Matrix>, ModelError> {
    let section = file.section(name)?;
    section.expect(slots * inputs, outputs)?;
    let bytes = file.bytes(section);
    without_least(section, bytes)?;
    let (lines, rest) = bytes.as_chunks::<{ INPUTS * OUTPUTS }>();
    if bytes.len() != slots * inputs * outputs || !rest.is_empty() {
        return Err(section.wrong(format!("{} bytes are not that many numbers", bytes.len())));
    }
    let step = MATRICES.iter().position(|matrix| *matrix == name).map_or(0.0, |at| steps[at]);
    let shape = || section.wrong(format!("{inputs} × {outputs} is not a shape the kernels take"));
    lines
        .chunks_exact(inputs * outputs / (INPUTS * OUTPUTS))
        .map(|lines| {
            let lines = lines.iter().map(|line| Line(line.map(|byte| byte as i8))).collect();
            Matrix::new(lines, inputs, outputs, step).ok_or_else(shape)
        })
        .collect()
}
