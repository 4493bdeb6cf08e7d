//! A car drawn in lines, by the shape of its model.

/// The shapes that are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Saloon,
    Hatchback,
    Crossover,
    Pickup,
}

impl Shape {
    pub(crate) fn of(model: &str) -> Self {
        match model {
            "Cybertruck" | "F-150" => Self::Pickup,
            "e-208" | "308" | "C3" | "Corsa-e" | "Astra" | "Leaf" | "Bolt" | "A3" => Self::Hatchback,
            "Model Y" | "Mustang Mach-E" | "EV6" | "Niro" | "Sportage" | "Q4 e-tron" | "X3" | "2008" | "ë-C4"
            | "3 E-Tense" | "7" | "Escape" => Self::Crossover,
            _ => Self::Saloon,
        }
    }

    /// The body's outline, from the rear wheel over the roof to the front wheel.
    pub(crate) fn body(self) -> &'static str {
        match self {
            Self::Saloon => {
                "M38 64H18c-5 0-8-3-8-8V46c0-5 3-8 8-9l28-5c20-14 36-19 58-19 26 0 44 7 62 21l36 6c13 2 19 7 20 15l1 6c0 2-2 3-4 3h-11"
            }
            Self::Hatchback => {
                "M52 64H36c-4 0-7-3-7-7V40c0-4 1-7 4-10l9-11c4-5 9-7 16-7h40c22 0 37 8 52 23l34 6c11 2 17 7 18 15l1 5c0 2-2 3-4 3h-5"
            }
            Self::Crossover => {
                "M42 64H24c-5 0-8-3-8-8V42c0-4 1-7 4-9l22-16c6-5 13-7 22-7h38c26 0 44 8 60 24l38 6c12 2 18 7 19 15l1 6c0 2-2 3-4 3h-14"
            }
            Self::Pickup => "M38 64H18l-5-4 2-22 6-5L106 9l114 29 8 20-5 6h-13",
        }
    }

    /// The windows.
    pub(crate) fn windows(self) -> &'static str {
        match self {
            Self::Saloon => "M60 34c14-9 26-13 42-13v13zM110 21c20 0 33 5 46 14l-46-1z",
            Self::Hatchback => "M44 34l8-10c2-3 5-4 9-4h25v14zM94 20h4c18 0 30 5 42 15l-46-1z",
            Self::Crossover => "M42 34l14-10c4-3 8-4 14-4h22v14zM100 19h4c20 0 34 5 47 15h-51z",
            Self::Pickup => "M62 33l44-15v16zM114 20l58 15-58-1z",
        }
    }

    /// Where the rear and the front wheel stand.
    pub(crate) fn wheels(self) -> (u32, u32) {
        match self {
            Self::Saloon | Self::Pickup => (54, 192),
            Self::Hatchback => (68, 178),
            Self::Crossover => (58, 186),
        }
    }

    /// The cable from the charging post to the car's tail.
    pub(crate) fn cable(self) -> String {
        let tail = match self {
            Self::Saloon => 11,
            Self::Hatchback => 30,
            Self::Crossover | Self::Pickup => 17,
        };
        format!("M-8 46C-8 88 {} 84 {tail} 50", tail - 6)
    }

    /// The sill between the wheels.
    pub(crate) fn sill(self) -> String {
        let (rear, front) = self.wheels();
        format!("M{} 64H{}", rear + 16, front - 16)
    }
}
